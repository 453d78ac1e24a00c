package io.steadygrad.data;

import io.steadygrad.spec.Default;
import io.steadygrad.spec.Names;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Small real data sets that come with the program: public data of the UCI Machine Learning Repository.
 *
 * <pre>
 * data: {builtin: digits}
 * data: {builtin: iris, train: 0..99, test: 100..149}
 * data: {builtin: wine, target: inputs}                    reconstruction
 * </pre>
 *
 * <p>Without {@code train} and {@code test}, 70 % of the rows, drawn with a fixed seed, train and the others test; else as for {@link Csv}.
 * The rows of iris and wine lie in the order of their classes.
 *
 * @param name which one
 * @param train which rows train
 * @param test which rows test
 * @param target {@code inputs} for reconstruction, else left out
 */
public record Builtin(
        Name name,
        @Default("") @Nullable Rows train,
        @Default("") @Nullable Rows test,
        @Default("") String target) implements DataSource {

    /** The data sets. */
    public enum Name {
        /** 1797 handwritten digits of 8 x 8 pixels from 0 to 16; 10 classes. Shape {@code [1, 8, 8]}. */
        DIGITS("digit", List.of(1, 8, 8)),
        /** 150 flowers, 4 measures in cm; 3 species. */
        IRIS("species", List.of()),
        /** 178 wines, 13 chemical measures; 3 cultivars. */
        WINE("cultivar", List.of()),
        /** 569 tumours, 30 measures of cell nuclei; 0 malignant, 1 benign. */
        BREAST_CANCER("benign", List.of());

        private final String target;
        private final List<Integer> shape;

        Name(String target, List<Integer> shape) {
            this.target = target;
            this.shape = shape;
        }
    }

    public Builtin {
        Target.requireInputsOrNone("builtin data", target);
    }

    @Override
    public Split load() throws IOException {
        return load(null);
    }

    @Override
    public Split load(@Nullable Rows validation) throws IOException {
        String resource = Names.snake(name.name()) + ".csv";
        try (InputStream in = Builtin.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The program is incomplete: " + resource + " is not in its jar");
            }
            BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            Columns columns = new Columns(List.of(), List.of(name.target), name.shape);
            Split split = columns.load(text, "the built-in " + Names.snake(name.name()), train, test, validation);
            return target.equals(Target.INPUTS) ? split.asReconstruction() : split;
        }
    }
}
