package io.steadygrad.data;

import io.steadygrad.formats.FormatException;
import io.steadygrad.spec.Default;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of numbers whose first line names the columns; commas part them, or semicolons or tabs where the first line has no comma.
 *
 * <pre>
 * data: {csv: circle.csv, features: [x0, x1], target: y, train: 0..699, test: 700..999}
 * data: {csv: signals.csv, target: inputs, shape: [50, 2]}        reconstruction of sequences; all columns are features
 * </pre>
 *
 * <p>Rows are counted from 0, without the line of names. Without {@code train} and {@code test}, 70 % of the rows, drawn with a fixed seed,
 * train and the others test; with one of them, the other part gets the remaining rows. Only the columns named are read.
 *
 * <p><b>Errors.</b> A missing file, an unknown column (with the nearest name), rows that are not there (with how many there are), and a cell
 * that is no finite number in a row that is used (as file:line: column).
 *
 * @param file relative to the study file
 * @param features columns, in this order; none stands for all but the target
 * @param target one column for one number or class per row, several for a vector, {@code inputs} for reconstruction
 * @param train which rows train
 * @param test which rows test
 * @param shape of one row's features where they are a sequence or an image; none stands for {@code [columns]}
 */
public record Csv(
        Path file,
        List<String> target,
        @Default("[]") List<String> features,
        @Default("") @Nullable Rows train,
        @Default("") @Nullable Rows test,
        @Default("[]") List<Integer> shape)
        implements DataSource {

    public Csv {
        target = List.copyOf(target);
        features = List.copyOf(features);
        shape = List.copyOf(shape);
        if (target.isEmpty()) {
            throw new IllegalArgumentException("'target' must name a column, or be 'inputs' for reconstruction");
        }
    }

    @Override
    public Split load() throws IOException {
        return load(null);
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public Split load(@Nullable Rows validation) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new FormatException("There is no file " + file + " (paths start from the study file's folder)");
        }
        try (BufferedReader text = Files.newBufferedReader(file)) {
            Columns columns = new Columns(features, target, shape);
            return columns.load(text, file.toString(), train, test, validation);
        } catch (MalformedInputException e) {
            throw new FormatException(file + " is not a text in UTF-8", e);
        }
    }
}
