package io.steadygrad.data;

import io.steadygrad.formats.FormatException;
import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of a NumPy .npz file, the rows along their first dimension.
 *
 * <pre>
 * data: {npz: points.npz, features: x, target: y, train: 0..699, test: 700..999}
 * data: {npz: mnist.npz, features: x_train, target: y_train, test_features: x_test, test_target: y_test}
 * </pre>
 *
 * <p>With arrays of their own for testing, {@code train} and {@code test} choose rows of each; without, they share the rows as for
 * {@link Csv}. The shape of a row is the array's without its first dimension.
 *
 * @param file relative to the study file
 * @param features name of the array of inputs
 * @param target name of the array of targets, or {@code inputs} for reconstruction
 * @param testFeatures name of the array of test inputs, or none
 * @param testTarget name of the array of test targets
 * @param train which rows train
 * @param test which rows test
 */
public record Npz(
        Path file,
        @Default("features") String features,
        @Default("target") String target,
        @Default("") String testFeatures,
        @Default("") String testTarget,
        @Default("") @Nullable Rows train,
        @Default("") @Nullable Rows test)
        implements DataSource {

    public Npz {
        boolean reconstruction = target.equals(Target.INPUTS);
        if (!testTarget.isEmpty() && testFeatures.isEmpty()) {
            throw new IllegalArgumentException("'test_target' needs 'test_features' beside it");
        }
        if (!testFeatures.isEmpty() && testTarget.isEmpty() && !reconstruction) {
            throw new IllegalArgumentException("'test_features' needs 'test_target' beside it");
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
        Set<String> wanted = new TreeSet<>(Arrays.asList(features, target, testFeatures, testTarget));
        Map<String, NdArray> arrays = NpzFile.read(file, wanted::contains);
        Samples training = samples(arrays, features, target);
        if (testFeatures.isEmpty()) {
            Partition partition = Partition.of(training.rows(), train, test, validation, file.toString());
            Split split = partition.split(training);
            Finite.require(split, file.toString());
            return split.detectClasses();
        }
        Samples testing = samples(arrays, testFeatures, target.equals(Target.INPUTS) ? target : testTarget);
        Split split = new Split(
                chosen(training, train, "array '" + features + "'"),
                null,
                chosen(testing, test, "array '" + testFeatures + "'"));
        Finite.require(split, file.toString());
        Split classed = split.detectClasses();
        return validation == null ? classed : classed.withValidation(validation);
    }

    private Samples chosen(Samples all, @Nullable Rows rows, String array) {
        return rows == null ? all : all.select(rows.of(all.rows(), array + " of " + file));
    }

    private Samples samples(Map<String, NdArray> arrays, String inputs, String targets) throws IOException {
        NdArray x = array(arrays, inputs);
        List<Integer> shape = rowShape(x, inputs);
        float[] values = x.toFloats();
        List<Integer> columns = shape.isEmpty() ? List.of(1) : shape;
        if (targets.equals(Target.INPUTS) && !arrays.containsKey(Target.INPUTS)) {
            return Samples.reconstruction(values, columns);
        }
        NdArray y = array(arrays, targets);
        List<Integer> targetShape = rowShape(y, targets);
        if (!y.shape().get(0).equals(x.shape().get(0))) {
            throw new FormatException(
                    file + ": array '" + inputs + "' has " + x.shape().get(0) + " rows, but array '" + targets
                            + "' has " + y.shape().get(0) + "; every row needs its target");
        }
        // A column of labels, as some tools save them, is one label per row.
        return new Samples(values, columns, y.toFloats(), targetShape.equals(List.of(1)) ? List.of() : targetShape, 0);
    }

    private List<Integer> rowShape(NdArray array, String name) {
        if (array.shape().isEmpty() || array.size() == 0) {
            throw new FormatException(
                    file + ": array '" + name + "' has the shape " + array.shape() + "; it needs rows, at least one");
        }
        return array.shape().subList(1, array.shape().size());
    }

    private NdArray array(Map<String, NdArray> arrays, String name) throws IOException {
        NdArray array = arrays.get(name);
        if (array == null) {
            List<String> names = NpzFile.names(file);
            throw new FormatException(file + " has no array '" + name + "'" + Names.suggestion(name, names)
                    + "; its arrays are " + String.join(", ", names));
        }
        if (array.type() == NdArray.Type.TEXT) {
            throw new FormatException(
                    file + ": array '" + name + "' holds texts (" + array.dtype() + "), numbers are needed");
        }
        return array;
    }
}
