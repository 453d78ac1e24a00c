package io.steadygrad.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** A regression tree as what it is: the unit cube divided into boxes, each with a value. */
final class Boxes {
    private static final int LEAST = 2;

    private final List<Box> boxes = new ArrayList<>();

    private record Box(double[] low, double[] high, double value) {
        double width(int j) {
            return high[j] - low[j];
        }

        double volume() {
            double volume = 1;
            for (int j = 0; j < low.length; j++) {
                volume *= width(j);
            }
            return volume;
        }
    }

    private Boxes() {}

    /** Divides greedily where the squared error falls most; a box keeps at least two rows. */
    static Boxes grow(double[][] x, double[] y, int[] rows) {
        Boxes tree = new Boxes();
        double[] low = new double[x[0].length];
        double[] high = new double[x[0].length];
        Arrays.fill(high, 1);
        tree.divide(x, y, rows, low, high);
        return tree;
    }

    private void divide(double[][] x, double[] y, int[] rows, double[] low, double[] high) {
        double sum = Arrays.stream(rows).mapToDouble(row -> y[row]).sum();
        double best =
                sum * sum / rows.length + 1e-9; // what a cut must exceed: the less the squared error, the more this is
        int along = -1;
        double at = 0;
        for (int j = 0; j < low.length; j++) {
            int[] sorted = sorted(x, rows, j);
            double left = 0;
            for (int k = 1; k < sorted.length; k++) {
                left += y[sorted[k - 1]];
                double before = x[sorted[k - 1]][j];
                double after = x[sorted[k]][j];
                double gain = left * left / k + (sum - left) * (sum - left) / (sorted.length - k);
                if (before < after && k >= LEAST && sorted.length - k >= LEAST && gain > best) {
                    best = gain;
                    along = j;
                    at = (before + after) / 2;
                }
            }
        }
        if (along < 0) {
            boxes.add(new Box(low, high, sum / rows.length));
            return;
        }
        int j = along;
        double cut = at;
        double[] middleHigh = high.clone();
        double[] middleLow = low.clone();
        middleHigh[j] = cut;
        middleLow[j] = cut;
        divide(x, y, Arrays.stream(rows).filter(row -> x[row][j] < cut).toArray(), low, middleHigh);
        divide(x, y, Arrays.stream(rows).filter(row -> x[row][j] >= cut).toArray(), middleLow, high);
    }

    private static int[] sorted(double[][] x, int[] rows, int j) {
        return Arrays.stream(rows)
                .boxed()
                .sorted((a, b) -> Double.compare(x[a][j], x[b][j]))
                .mapToInt(row -> row)
                .toArray();
    }

    private double mean() {
        return boxes.stream().mapToDouble(box -> box.value() * box.volume()).sum();
    }

    /** Of the whole function, over the unit cube. */
    double variance() {
        double mean = mean();
        return boxes.stream()
                .mapToDouble(box -> box.volume() * (box.value() - mean) * (box.value() - mean))
                .sum();
    }

    /** Of its mean over all coordinates but one. */
    double variance(int j) {
        double mean = mean();
        TreeSet<Double> cuts = new TreeSet<>();
        boxes.forEach(box -> {
            cuts.add(box.low()[j]);
            cuts.add(box.high()[j]);
        });
        double sum = 0;
        double from = 0;
        for (double to : cuts.tailSet(0.0, false)) {
            double start = from;
            double marginal = boxes.stream()
                    .filter(box -> box.low()[j] <= start && box.high()[j] >= to)
                    .mapToDouble(box -> box.value() * box.volume() / box.width(j))
                    .sum();
            sum += (to - from) * (marginal - mean) * (marginal - mean);
            from = to;
        }
        return sum;
    }
}
