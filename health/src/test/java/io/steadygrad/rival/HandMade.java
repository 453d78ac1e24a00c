package io.steadygrad.rival;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A run of two ReLU layers, one step an epoch, that falls from loss 1 and does not look sick to anybody; what is sick about it is put in by hand. */
final class HandMade {
    static final int STEPS = 200;

    final double[] loss = new double[STEPS];
    final double[] norm = filled(STEPS, 1);
    final float[] l2 = floats(STEPS * 2, 0.1f);
    final float[] linf = floats(STEPS * 2, 0.01f);
    final float[] dead = floats(STEPS * 2, 0.1f);
    final float[] saturated = floats(STEPS * 2, Float.NaN);
    final float[] scale = floats(STEPS * 2, 1);
    final float[] update = floats(STEPS * 2, 0.01f);
    final double[] accuracy = new double[STEPS];
    String outputActivation = "linear";
    double largestTarget = 1;
    String task = "classification";

    HandMade() {
        for (int i = 0; i < STEPS; i++) {
            loss[i] = Math.exp(-i / 50.0) * (i % 2 == 0 ? 1.01 : 0.99);
            norm[i] = 1 + (i * 7 % 11) / 20.0;
            accuracy[i] = Math.min(0.95, 0.5 + 0.02 * i) + (i % 2) * 0.001;
        }
    }

    Trace trace() {
        long[] step = new long[STEPS];
        Arrays.setAll(step, i -> i + 1);
        boolean[] no = new boolean[STEPS];
        boolean[] yes = new boolean[STEPS];
        Arrays.fill(yes, true);
        double[] rate = filled(STEPS, 0.1);
        Trace.Steps steps = new Trace.Steps(step, loss, rate, norm, norm, yes, no, no, filled(STEPS, Double.NaN));
        Trace.Tensors tensors = new Trace.Tensors(
                List.of("hidden.0.weight", "output.weight"),
                List.of("hidden.0", "output"),
                step,
                l2,
                l2,
                linf,
                floats(STEPS * 2, 0),
                new long[STEPS * 2]);
        Trace.Metrics metrics = new Trace.Metrics(
                step, Map.of("train_accuracy", accuracy, "test_accuracy", accuracy, "train_loss", loss));
        Signals.Columns columns = new Signals.Columns(100, 2, 0, 0, 1, 1, 1, 1);
        Signals.Columns targets = new Signals.Columns(100, 1, 0, 0, largestTarget, 1, 1, 1);
        Signals.Facts facts = new Signals.Facts(
                task, "cross_entropy", 0.7, 0.5, STEPS, 1, "sgd(lr=0.1)", outputActivation, 2, columns, targets);
        Signals.Layers layers = new Signals.Layers(
                List.of("hidden.0", "hidden.1"),
                List.of("relu", "relu"),
                new long[] {10, 10},
                step,
                scale,
                scale,
                scale,
                dead,
                saturated,
                new long[STEPS * 2],
                scale);
        Signals.Updates updates = new Signals.Updates(step, floats(STEPS * 2, 1), update);
        return new Trace(
                steps, tensors, metrics, new Signals(facts, layers, updates, Signals.Flow.NONE, List.of(), List.of()));
    }

    /** Sets a layer's (or tensor's) entries from a step on. */
    static void from(int step, int column, float[] array, double value) {
        for (int i = step - 1; i < STEPS; i++) {
            array[2 * i + column] = (float) value;
        }
    }

    private static double[] filled(int size, double value) {
        double[] array = new double[size];
        Arrays.fill(array, value);
        return array;
    }

    private static float[] floats(int size, float value) {
        float[] array = new float[size];
        Arrays.fill(array, value);
        return array;
    }
}
