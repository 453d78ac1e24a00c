package io.steadygrad.preprocess;

import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps in order, fitted on the training part. Steps that keep the shape are done once for all rows ({@link #apply(Split)}); from the
 * first one that reshapes on ({@code pad}, {@code repeat_channels}), they are done batch by batch ({@link #batch}), so that 20,000 images of
 * one channel stay that small:
 *
 * <pre>
 * Preprocessing preprocessing = Preprocessing.fit(steps, split.train());
 * Split ready = preprocessing.apply(split);                       // once
 * Model model = spec.build(preprocessing.inputShape(), seed);
 * ... each batch, if preprocessing.worksOnBatches():
 * float[] inputs = preprocessing.batch(rows);                     // rows of ready, one after the other
 * </pre>
 *
 * <p>Where inputs are to be reconstructed, all steps are done at once, so that targets change with their inputs. Immutable, but
 * not thread-safe while fitting.
 */
public final class Preprocessing {
    private final List<Preprocessor.RowChange> once;
    private final List<Preprocessor.RowChange> perBatch;
    private final List<Integer> rowShape;
    private final List<Integer> storedShape;
    private final List<Integer> inputShape;

    private Preprocessing(
            List<Preprocessor.RowChange> once, List<Preprocessor.RowChange> perBatch, List<Integer> rowShape) {
        this.once = List.copyOf(once);
        this.perBatch = List.copyOf(perBatch);
        this.rowShape = rowShape;
        this.storedShape = shapeAfter(once, rowShape);
        this.inputShape = shapeAfter(perBatch, storedShape);
    }

    /**
     * Learns what each step needs from the training part, as the steps before it leave it.
     *
     * @throws IllegalArgumentException if a step cannot treat rows of the shape that it gets
     */
    public static Preprocessing fit(List<? extends Preprocessor> steps, Samples train) {
        List<Preprocessor.RowChange> once = new ArrayList<>();
        List<Preprocessor.RowChange> perBatch = new ArrayList<>();
        TrainingRows rows = TrainingRows.of(train);
        Samples stored = train;
        boolean lazy = false;
        for (Preprocessor step : steps) {
            Preprocessor.RowChange change = step.fit(rows);
            lazy |= step.reshapes() && !train.targetsAreInputs();
            if (lazy) {
                perBatch.add(change);
                rows = rows.after(change);
            } else {
                once.add(change);
                stored = changed(stored, List.of(change));
                rows = TrainingRows.of(stored);
            }
        }
        return new Preprocessing(once, perBatch, train.featureShape());
    }

    /** Does the steps that are done once to every part. */
    public Split apply(Split split) {
        return split.map(this::apply);
    }

    /** Does the steps that are done once. */
    public Samples apply(Samples samples) {
        if (!samples.featureShape().equals(rowShape)) {
            throw new IllegalArgumentException(
                    "The steps were fitted on rows of shape " + rowShape + ", not " + samples.featureShape());
        }
        return changed(samples, once);
    }

    private static Samples changed(Samples samples, List<Preprocessor.RowChange> changes) {
        if (changes.isEmpty()) {
            return samples;
        }
        List<Integer> shape = shapeAfter(changes, samples.featureShape());
        return samples.withFeatures(rowByRow(samples.features(), samples.featureShape(), changes), shape);
    }

    /** Whether {@link #batch} does anything. */
    public boolean worksOnBatches() {
        return !perBatch.isEmpty();
    }

    /**
     * Does the steps that are done batch by batch.
     *
     * @param features rows as {@link #apply} left them, one after the other
     * @return as many rows of {@link #inputShape}; the same array where there is nothing to do
     */
    public float[] batch(float[] features) {
        return perBatch.isEmpty() ? features : rowByRow(features, storedShape, perBatch);
    }

    /** The shape of one row as the model gets it. */
    public List<Integer> inputShape() {
        return inputShape;
    }

    private static float[] rowByRow(float[] features, List<Integer> shape, List<Preprocessor.RowChange> changes) {
        List<float[]> stages = new ArrayList<>();
        stages.add(new float[size(shape)]);
        List<Integer> now = shape;
        for (Preprocessor.RowChange change : changes) {
            now = change.shape(now);
            stages.add(new float[size(now)]);
        }
        int before = size(shape);
        int after = size(now);
        int rows = features.length / before;
        float[] changed = new float[Math.multiplyExact(rows, after)];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(features, row * before, stages.get(0), 0, before);
            for (int i = 0; i < changes.size(); i++) {
                changes.get(i).apply(stages.get(i), stages.get(i + 1));
            }
            System.arraycopy(stages.get(changes.size()), 0, changed, row * after, after);
        }
        return changed;
    }

    private static List<Integer> shapeAfter(List<Preprocessor.RowChange> changes, List<Integer> before) {
        List<Integer> shape = before;
        for (Preprocessor.RowChange change : changes) {
            shape = change.shape(shape);
        }
        return shape;
    }

    private static int size(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
