package io.steadygrad.formats;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The arrays of an .npz or .mat file as gradients: of one step, or of many where the leading axis counts the steps. Every array is a
 * parameter of its name in the file's order; its layer is its name without the last dot-part.
 *
 * <p><b>Shapes.</b> An array of rank 0 is a parameter of one number; zeros in a shape, and a file without arrays, are allowed. Weights
 * have the shape of one step's gradient, or that shape behind an axis of as many steps.
 * <p><b>Errors.</b> {@link FormatException} naming file and array: a type that is not float16, float32 or float64; different
 * numbers of steps; weights that are missing or of another shape. Not thread-safe.
 */
public final class GradientArrays {
    private final Path file;
    private final Map<String, NdArray> arrays;
    private final boolean stacked;
    private final int steps;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, NdArray> weights = new LinkedHashMap<>();

    private GradientArrays(Path file, Map<String, NdArray> arrays, boolean stacked, boolean unitsLast) {
        this.file = file;
        this.arrays = arrays;
        this.stacked = stacked;
        arrays.forEach((name, array) -> requireFloating(file, name, array));
        this.steps = stacked ? countSteps() : 1;
        arrays.forEach((name, array) -> {
            List<Integer> shape =
                    array.shape().subList(stacked ? 1 : 0, array.shape().size());
            Parameter parameter = parameter(name, shape);
            parameters.add(unitsLast ? parameter.unitsLast() : parameter);
        });
    }

    /**
     * Reads a file whole.
     *
     * @param stacked whether the leading axis of every array counts the steps
     * @param unitsLast whether output units lie along the last dimension (TensorFlow, Keras) instead of the first (PyTorch)
     */
    public static GradientArrays read(Path file, boolean stacked, boolean unitsLast) throws IOException {
        boolean matlab = file.toString().endsWith(".mat");
        return new GradientArrays(file, matlab ? MatFile.read(file) : NpzFile.read(file), stacked, unitsLast);
    }

    private Parameter parameter(String name, List<Integer> shape) {
        if (name.isEmpty()) {
            throw new FormatException(file + ": an array has no name, and every parameter needs one");
        }
        return Parameter.of(name, shape.stream().mapToLong(Integer::longValue).toArray());
    }

    private static void requireFloating(Path file, String name, NdArray array) {
        if (!array.type().floating()) {
            throw new FormatException(file + ": array '" + name + "' has the type " + array.dtype()
                    + "; it must be float16, float32 or float64. Convert it in Python: array.astype('float32')");
        }
    }

    private int countSteps() {
        String first = "";
        int count = 0;
        for (Map.Entry<String, NdArray> entry : arrays.entrySet()) {
            List<Integer> shape = entry.getValue().shape();
            if (shape.isEmpty()) {
                throw new FormatException(file + ": array '" + entry.getKey()
                        + "' is a single number; its leading axis must count the steps");
            }
            if (first.isEmpty()) {
                first = entry.getKey();
                count = shape.get(0);
            } else if (shape.get(0) != count) {
                throw new FormatException(file + ": array '" + entry.getKey() + "' has " + shape.get(0)
                        + " steps along its leading axis, but '" + first + "' has " + count
                        + "; all arrays need the same number of steps");
            }
        }
        return count;
    }

    /**
     * Reads the weights of the parameters from another file; arrays that are no parameter here are left alone.
     *
     * @param needed the parameters that cannot do without
     */
    public void readWeights(Path from, Collection<Parameter> needed) throws IOException {
        Map<String, NdArray> read = NpzFile.read(from, arrays::containsKey);
        List<String> missing = needed.stream()
                .map(Parameter::name)
                .filter(name -> !read.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new FormatException(from + ": there are no weights for "
                    + (missing.size() == 1 ? "" : missing.size() + " parameters, the first is ")
                    + "'" + missing.get(0) + "'; every array of " + file
                    + " that is compared with its weights needs one of the same name and shape");
        }
        for (Parameter parameter : parameters) {
            NdArray array = read.get(parameter.name());
            if (array != null) {
                requireFloating(from, parameter.name(), array);
                requireShape(from, parameter, array);
                weights.put(parameter.name(), array);
            }
        }
    }

    private void requireShape(Path from, Parameter parameter, NdArray array) {
        List<Integer> one = parameter.shape().stream().map(Math::toIntExact).toList();
        List<Integer> all = new ArrayList<>(one);
        all.add(0, steps);
        if (!array.shape().equals(one) && !(stacked && array.shape().equals(all))) {
            throw new FormatException(from + ": the weights '" + parameter.name() + "' have the shape "
                    + array.shape() + ", but the gradient's is " + one
                    + (stacked ? " a step (or " + all + " with weights for every step)" : ""));
        }
    }

    /** How many steps there are: 1 unless they are stacked. */
    public int steps() {
        return steps;
    }

    /** The arrays by name. What is written to {@link #gradients} is in them. */
    public Map<String, NdArray> arrays() {
        return arrays;
    }

    /** The parameters of one step. */
    public Layout layout() {
        return new Layout(parameters);
    }

    /**
     * The gradients of one step: views of the arrays, which write through.
     *
     * @param step from 0
     */
    public GradientSet gradients(int step) {
        GradientSet.Builder builder = GradientSet.builder();
        for (Parameter parameter : parameters) {
            int size = Math.toIntExact(parameter.size());
            NdArray array = Objects.requireNonNull(arrays.get(parameter.name()));
            Elements gradient = array.elements(step * size, size);
            NdArray weight = weights.get(parameter.name());
            if (weight == null) {
                builder.add(parameter, gradient);
            } else {
                boolean perStep = weight.shape().size() > parameter.rank();
                builder.add(parameter, gradient, weight.elements(perStep ? step * size : 0, size));
            }
        }
        return builder.build();
    }
}
