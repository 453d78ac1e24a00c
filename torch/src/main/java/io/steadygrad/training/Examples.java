package io.steadygrad.training;

import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Rows of inputs with their targets, in native memory. Never written to after it is made, so trials side by side may share
 * one. Outlives the {@link PointerScope} it was made in; {@link #close} frees it.
 */
public final class Examples implements AutoCloseable {
    private final Tensor features;
    private final Tensor targets;
    private final List<Long> featureShape;
    private final List<Long> targetShape;
    private final int classes;

    private Examples(Tensor features, Tensor targets, int classes) {
        this.features = features;
        this.targets = targets;
        this.featureShape = rowShape(features);
        this.targetShape = rowShape(targets);
        this.classes = classes;
    }

    /**
     * Copies row-major arrays.
     *
     * @param featureShape of one row: {@code [features]}, {@code [time, channels]} or {@code [channels, height, width]}
     * @param targetShape of one row; empty for one number or class per row
     * @param classes 0 where targets are numbers, else targets are class indices from 0 to {@code classes - 1}
     * @throws IllegalArgumentException if sizes do not fit together or a class index is out of range
     */
    public static Examples of(
            float[] features, List<Integer> featureShape, float[] targets, List<Integer> targetShape, int classes) {
        long featureSize = size(featureShape);
        long targetSize = size(targetShape);
        long rows = targets.length / targetSize;
        if (rows == 0 || rows * targetSize != targets.length || rows * featureSize != features.length) {
            throw new IllegalArgumentException(features.length + " features in rows of shape " + featureShape + " and "
                    + targets.length + " targets in rows of shape " + targetShape
                    + " are not equally many rows, at least one");
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor x = tensor(torch.ScalarType.Float, rows, featureShape);
            new FloatPointer(x.data_ptr()).put(features);
            Tensor y = tensor(classes > 0 ? torch.ScalarType.Long : torch.ScalarType.Float, rows, targetShape);
            if (classes > 0) {
                new LongPointer(y.data_ptr()).put(indices(targets, classes));
            } else {
                new FloatPointer(y.data_ptr()).put(targets);
            }
            return new Examples(LibTorch.keep(x), LibTorch.keep(y), classes);
        }
    }

    private static long[] indices(float[] targets, int classes) {
        long[] indices = new long[targets.length];
        for (int i = 0; i < targets.length; i++) {
            indices[i] = (long) targets[i];
            if (indices[i] != targets[i] || indices[i] < 0 || indices[i] >= classes) {
                throw new IllegalArgumentException(
                        "A target must be a class from 0 to " + (classes - 1) + "; target " + i + " is " + targets[i]);
            }
        }
        return indices;
    }

    private static Tensor tensor(torch.ScalarType type, long rows, List<Integer> shape) {
        long[] all = new long[shape.size() + 1];
        all[0] = rows;
        for (int d = 0; d < shape.size(); d++) {
            all[d + 1] = shape.get(d);
        }
        return torch.empty(all, new TensorOptions(type), new MemoryFormatOptional());
    }

    private static long size(List<Integer> shape) {
        long size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        if (size < 1) {
            throw new IllegalArgumentException("A row must have at least one number; its shape is " + shape);
        }
        return size;
    }

    private static List<Long> rowShape(Tensor tensor) {
        return java.util.Arrays.stream(tensor.shape()).skip(1).boxed().toList();
    }

    public long rows() {
        return features.size(0);
    }

    /** {@code [rows, ...feature shape]}, float32. */
    public Tensor features() {
        return features;
    }

    /** {@code [rows, ...target shape]}: int64 where there are classes, else float32. */
    public Tensor targets() {
        return targets;
    }

    /** Shape of one row's inputs. */
    public List<Long> featureShape() {
        return featureShape;
    }

    /** Shape of one row's targets. */
    public List<Long> targetShape() {
        return targetShape;
    }

    /** How many classes there are, or 0 where targets are numbers. */
    public int classes() {
        return classes;
    }

    @Override
    public void close() {
        LibTorch.release(features);
        LibTorch.release(targets);
    }
}
