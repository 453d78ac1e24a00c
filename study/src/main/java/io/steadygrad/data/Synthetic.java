package io.steadygrad.data;

import io.steadygrad.spec.Default;
import org.jspecify.annotations.Nullable;

/**
 * Made-up data: the same rows for the same parameters, on every machine.
 *
 * <pre>
 * data: {synthetic: spirals}
 * data: {synthetic: "adding(rows=5000, length=50)"}
 * data: {synthetic: {blobs: {rows: 3000, classes: 10, dim: 64, noise: 0.5}}}
 * data: {synthetic: "randn(1000, 10)", target: inputs}
 * </pre>
 *
 * <p>A generator makes {@code rows} for training and then {@code test_rows} more for testing. {@code train} and {@code test} count through
 * both, as for {@link Csv}: {@code {synthetic: "circles(rows=1000, test_rows=0)", train: 0..699, test: 700..999}}.
 *
 * @param generator what to make; those of the package {@code io.steadygrad.synthetic}
 * @param target {@code inputs} for reconstruction, else left out
 * @param train which rows train
 * @param test which rows test
 */
public record Synthetic(
        Generator generator,
        @Default("") String target,
        @Default("") @Nullable Rows train,
        @Default("") @Nullable Rows test)
        implements DataSource {

    public Synthetic {
        Target.requireInputsOrNone("synthetic data", target);
    }

    @Override
    public Split load() {
        return load(null);
    }

    @Override
    public Split load(@Nullable Rows validation) {
        int rows = generator.rows();
        int all = rows + generator.testRows();
        boolean own = train == null && test == null;
        Rows training = own ? Rows.between(0, rows - 1) : train;
        Rows testing = own && all > rows ? Rows.between(rows, all - 1) : own ? new Rows.All() : test;
        Split split = Partition.of(all, training, testing, validation, "the synthetic data")
                .split(generator.generate());
        return target.equals(Target.INPUTS) ? split.asReconstruction() : split;
    }
}
