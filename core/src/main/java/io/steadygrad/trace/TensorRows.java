package io.steadygrad.trace;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Measurements of T tensors in a bounded number of rows. When all rows are full, neighbours are merged two by two and every row
 * from then on covers twice as many steps, so memory stays fixed and time resolution is even over the run.
 */
final class TensorRows {
    /** About 5 MB of 28-byte cells; few tensors get the most rows, very many tensors still a readable number. */
    private static final int CELLS = 200_000;

    private static final int MOST = 1024;
    private static final int FEWEST = 128;

    private final List<String> names;
    private final List<String> layers;
    private final int tensors;
    private final long[] step;
    private final float[] l2;
    private final float[] l2Min;
    private final float[] linf;
    private final float[] mean;
    private final long[] nonFinite;
    private int rows;
    private int stepsPerRow = 1;
    private int stepsInLastRow;

    TensorRows(List<String> names, List<String> layers) {
        this.names = List.copyOf(names);
        this.layers = List.copyOf(layers);
        tensors = names.size();
        int capacity = Math.max(FEWEST, Math.min(MOST, CELLS / Math.max(1, tensors) / 2 * 2));
        step = new long[capacity];
        l2 = new float[capacity * tensors];
        l2Min = new float[capacity * tensors];
        linf = new float[capacity * tensors];
        mean = new float[capacity * tensors];
        nonFinite = new long[capacity * tensors];
    }

    void add(long now, double[] newL2, double[] newLinf, double[] newMean, long[] newNonFinite) {
        boolean fresh = rows == 0 || stepsInLastRow == stepsPerRow;
        if (fresh) {
            if (rows == step.length) {
                halve();
            }
            step[rows++] = now;
            stepsInLastRow = 0;
        }
        stepsInLastRow++;
        int row = (rows - 1) * tensors;
        for (int i = 0; i < tensors; i++) {
            float size = narrow(newL2[i]);
            float peak = narrow(newLinf[i]);
            float centre = narrow(newMean[i]);
            int at = row + i;
            l2[at] = fresh ? size : larger(l2[at], size);
            l2Min[at] = fresh ? size : smaller(l2Min[at], size);
            linf[at] = fresh ? peak : larger(linf[at], peak);
            mean[at] = fresh ? centre : farther(mean[at], centre);
            nonFinite[at] = fresh ? newNonFinite[i] : nonFinite[at] + newNonFinite[i];
        }
    }

    private void halve() {
        for (int to = 0; to < rows / 2; to++) {
            step[to] = step[2 * to];
            for (int i = 0; i < tensors; i++) {
                int at = to * tensors + i;
                int a = 2 * to * tensors + i;
                int b = a + tensors;
                l2[at] = larger(l2[a], l2[b]);
                l2Min[at] = smaller(l2Min[a], l2Min[b]);
                linf[at] = larger(linf[a], linf[b]);
                mean[at] = farther(mean[a], mean[b]);
                nonFinite[at] = nonFinite[a] + nonFinite[b];
            }
        }
        rows /= 2;
        stepsPerRow *= 2;
    }

    Trace.Tensors tensors() {
        int cells = rows * tensors;
        return new Trace.Tensors(
                names,
                layers,
                Arrays.copyOf(step, rows),
                Arrays.copyOf(l2, cells),
                Arrays.copyOf(l2Min, cells),
                Arrays.copyOf(linf, cells),
                Arrays.copyOf(mean, cells),
                Arrays.copyOf(nonFinite, cells));
    }

    /** Where the rows stand and what they hold, by name. */
    void save(Map<String, double[]> saved) {
        saved.put("rows", new double[] {rows, stepsPerRow, stepsInLastRow});
        saved.put("row_step", Arrays.stream(step, 0, rows).asDoubleStream().toArray());
        saved.put("l2", wide(l2));
        saved.put("l2_min", wide(l2Min));
        saved.put("linf", wide(linf));
        saved.put("mean", wide(mean));
        saved.put(
                "non_finite",
                Arrays.stream(nonFinite, 0, rows * tensors).asDoubleStream().toArray());
    }

    /** @param saved gives an array by its name */
    void load(Function<String, double[]> saved) {
        double[] counts = saved.apply("rows");
        rows = (int) counts[0];
        stepsPerRow = (int) counts[1];
        stepsInLastRow = (int) counts[2];
        narrow(saved.apply("row_step"), step);
        narrow(saved.apply("l2"), l2);
        narrow(saved.apply("l2_min"), l2Min);
        narrow(saved.apply("linf"), linf);
        narrow(saved.apply("mean"), mean);
        narrow(saved.apply("non_finite"), nonFinite);
    }

    private double[] wide(float[] cells) {
        double[] wide = new double[rows * tensors];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = cells[i];
        }
        return wide;
    }

    private static void narrow(double[] from, float[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = (float) from[i];
        }
    }

    private static void narrow(double[] from, long[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = (long) from[i];
        }
    }

    /** To float32 so that finite stays finite and what is not zero stays so: a vanishing gradient is not a missing one. */
    static float narrow(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Float.NaN;
        }
        float narrow = (float) value;
        if (Float.isInfinite(narrow)) {
            return Math.copySign(Float.MAX_VALUE, narrow);
        }
        return narrow == 0 && value != 0 ? Math.copySign(Float.MIN_VALUE, narrow) : narrow;
    }

    private static float larger(float a, float b) {
        return Float.isNaN(a) || b > a ? b : a;
    }

    private static float smaller(float a, float b) {
        return Float.isNaN(a) || b < a ? b : a;
    }

    private static float farther(float a, float b) {
        return Float.isNaN(a) || Math.abs(b) > Math.abs(a) ? b : a;
    }
}
