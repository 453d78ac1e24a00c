package io.steadygrad.data;

import io.steadygrad.spec.Default;
import org.jspecify.annotations.Nullable;

/**
 * A few rows written in the study file itself.
 *
 * <pre>
 * data: {inline: {features: [[0,0],[0,1],[1,0],[1,1]], targets: [0,1,1,0]}}
 * data: {inline: {features: [[[1],[2]], [[3],[4]]], target: inputs}}            two sequences of two steps, one channel
 * </pre>
 *
 * <p>The nesting is the shape. Without {@code train} and {@code test} every row trains and tests; else as for {@link Csv}.
 *
 * @param features one list per row, nested as deep as one row's shape; a flat list is one number per row
 * @param targets one number, or one list, per row; left out where {@code target: inputs}
 * @param target {@code inputs} for reconstruction, else left out
 */
public record Inline(
        NestedNumbers features,
        @Default("") @Nullable NestedNumbers targets,
        @Default("") String target,
        @Default("") @Nullable Rows train,
        @Default("") @Nullable Rows test)
        implements DataSource {

    public Inline {
        Target.requireInputsOrNone("inline data", target);
        if (targets == null && !target.equals(Target.INPUTS)) {
            throw new IllegalArgumentException(
                    "'targets' are missing: one per row, or target: inputs for reconstruction");
        }
        if (targets != null && target.equals(Target.INPUTS)) {
            throw new IllegalArgumentException("'targets' cannot be given together with target: inputs");
        }
        if (targets != null && targets.rows() != features.rows()) {
            throw new IllegalArgumentException("'targets' must have one entry per row: there are " + targets.rows()
                    + ", but 'features' has " + features.rows() + " rows");
        }
    }

    @Override
    public Split load() {
        return load(null);
    }

    @Override
    public Split load(@Nullable Rows validation) {
        boolean everywhere = train == null && test == null;
        Rows training = everywhere ? new Rows.All() : train;
        Rows testing = everywhere ? new Rows.All() : test;
        Partition partition = Partition.of(features.rows(), training, testing, validation, "the inline data");
        float[] inputs = features.floats();
        if (targets == null) {
            return partition.split(Samples.reconstruction(inputs, features.columns()));
        }
        Samples all = new Samples(inputs, features.columns(), targets.floats(), targets.shapeOfRow(), 0);
        return partition.split(all).detectClasses();
    }
}
