package io.steadygrad.data;

import java.util.List;

/**
 * Rows to learn from: inputs and targets in row-major float32. A value: the arrays are shared between trials and must not be
 * written to.
 *
 * @param features rows x product(featureShape)
 * @param featureShape of one row: {@code [n]} numbers, {@code [T, channels]} a sequence, {@code [channels, height, width]} an image
 * @param targets rows x product(targetShape); the same array as {@code features} where inputs are to be reconstructed
 * @param targetShape of one row; empty for one number or one class per row
 * @param classes 0 where targets are numbers; else targets are class indices from 0 to {@code classes - 1}
 */
public record Samples(
        float[] features, List<Integer> featureShape, float[] targets, List<Integer> targetShape, int classes) {

    public Samples {
        featureShape = List.copyOf(featureShape);
        targetShape = List.copyOf(targetShape);
        long featureSize = size(featureShape);
        long targetSize = size(targetShape);
        if (features.length % featureSize != 0
                || targets.length % targetSize != 0
                || features.length / featureSize != targets.length / targetSize) {
            throw new IllegalArgumentException("Every row needs its inputs and its target, but " + features.length
                    + " numbers make " + (double) features.length / featureSize + " rows of shape " + featureShape
                    + ", and "
                    + targets.length + " make " + (double) targets.length / targetSize + " targets of shape "
                    + targetShape);
        }
        if (classes < 0) {
            throw new IllegalArgumentException("The number of classes cannot be negative: " + classes);
        }
    }

    /** Inputs that are their own targets, to be reconstructed. */
    public static Samples reconstruction(float[] features, List<Integer> featureShape) {
        return new Samples(features, featureShape, features, featureShape, 0);
    }

    public int rows() {
        return targets.length / targetSize();
    }

    /** Numbers in one row of inputs. */
    public int featureSize() {
        return Math.toIntExact(size(featureShape));
    }

    /** Numbers in one row of targets. */
    public int targetSize() {
        return Math.toIntExact(size(targetShape));
    }

    /** Whether the inputs are to be reconstructed: then whatever changes the inputs changes the targets with them. */
    public boolean targetsAreInputs() {
        return features == targets;
    }

    /** The same inputs as targets. */
    public Samples asReconstruction() {
        return reconstruction(features, featureShape);
    }

    /** Copies of some rows, in the given order. */
    public Samples select(int[] rows) {
        float[] selected = select(features, featureSize(), rows);
        float[] selectedTargets = targetsAreInputs() ? selected : select(targets, targetSize(), rows);
        return new Samples(selected, featureShape, selectedTargets, targetShape, classes);
    }

    private static float[] select(float[] from, int size, int[] rows) {
        float[] to = new float[Math.multiplyExact(rows.length, size)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(from, Math.multiplyExact(rows[i], size), to, i * size, size);
        }
        return to;
    }

    /** The same targets, or the new inputs where inputs are to be reconstructed. */
    public Samples withFeatures(float[] newFeatures, List<Integer> newShape) {
        return targetsAreInputs()
                ? reconstruction(newFeatures, newShape)
                : new Samples(newFeatures, newShape, targets, targetShape, classes);
    }

    Samples withClasses(int newClasses) {
        return new Samples(features, featureShape, targets, targetShape, newClasses);
    }

    /** One more than the largest target where every target can be a class index, else 0. */
    int classesIfLabels() {
        if (!targetShape.isEmpty()) {
            return 0;
        }
        int largest = -1;
        for (float target : targets) {
            if (!isLabel(target)) {
                return 0;
            }
            largest = Math.max(largest, (int) target);
        }
        return largest + 1;
    }

    /** A whole number that can count classes. */
    static boolean isLabel(float target) {
        return target >= 0 && target < 1_000_000 && target == (int) target;
    }

    private static long size(List<Integer> shape) {
        long size = 1;
        for (int dimension : shape) {
            if (dimension < 1) {
                throw new IllegalArgumentException("Every size of a shape must be at least 1: " + shape);
            }
            size = Math.multiplyExact(size, dimension);
        }
        return size;
    }
}
