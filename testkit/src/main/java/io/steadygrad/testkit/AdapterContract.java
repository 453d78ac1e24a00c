package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of an adapter: inside a framework each method does to the same gradients what {@link GradientControl} does to arrays, and where a step is
 * rejected or held back the framework's optimizer does not run. A subclass says how its framework trains a model of given parameters.
 */
public abstract class AdapterContract {
    private static final int STEPS = 13;

    /** A program of the framework that trains one model of float32 parameters under control. */
    public interface Program extends AutoCloseable {
        /** Lets the framework's backward pass add these numbers to the gradients, row by row in the parameter's shape. */
        void backward(Map<String, float[]> gradients);

        /**
         * Makes the framework's step with an optimizer that leaves the weights as they are.
         *
         * @return the gradients that the optimizer was given, by the parameter's name; empty where it was not run
         */
        Optional<Map<String, float[]>> step();

        @Override
        void close();
    }

    /**
     * Starts a program.
     *
     * @param weights of the parameters, which the adapter calls by the same names, in the framework's order
     */
    protected abstract Program start(String expression, Map<Parameter, float[]> weights);

    /** The parameters of the model: by default of ranks 1, 2 and 4. */
    protected List<Parameter> parameters() {
        return List.of(
                Parameter.of("first.weight", 4, 3),
                Parameter.of("first.bias", 4),
                Parameter.of("second.weight", 3, 2, 2, 2),
                Parameter.of("second.bias", 3));
    }

    /** The methods that the adapter takes: all of the catalogue, each with every kind of setting. */
    protected Stream<String> expressions() {
        return Stream.concat(
                Examples.ofCatalogue().filter(each -> !each.startsWith("gradient_amplification")),
                Stream.of(
                        "zero_nans | clip_by_value(1)",
                        "accumulate(3) | clip_by_global_norm(0.01)",
                        "per_group(\"*bias\"=normalize, default=agc)"));
    }

    /** Relative to the largest entry of a tensor; 0 where the framework's memory itself is changed. */
    protected double tolerance() {
        return 0;
    }

    @TestFactory
    Stream<DynamicTest> methodsGiveTheNumbersThatTheyGiveForArrays() {
        return expressions().map(expression -> DynamicTest.dynamicTest(expression, () -> sameNumbers(expression)));
    }

    private void sameNumbers(String expression) {
        Map<Parameter, float[]> weights = weights();
        GradientSet.Builder builder = GradientSet.builder();
        weights.forEach((parameter, values) ->
                builder.add(parameter, Elements.of(new float[values.length]), Elements.of(values.clone())));
        GradientSet arrays = builder.build();
        GradientControl control =
                GradientControl.of(MethodExpression.parse(expression).chain(), arrays.layout());
        try (Program program = start(expression, weights)) {
            for (int step = 1; step <= STEPS; step++) {
                Map<String, float[]> gradients = gradients(step);
                arrays.entries()
                        .forEach(entry -> entry.gradient()
                                .copyFrom(Elements.of(
                                        of(gradients, entry.parameter().name()))));
                Report report = apply(control, arrays, step);
                program.backward(gradients);
                Optional<Map<String, float[]>> given = program.step();
                assertThat(given.isPresent())
                        .as("the optimizer ran at step " + step)
                        .isEqualTo(report.steps());
                if (given.isPresent()) {
                    for (GradientSet.Entry entry : arrays.entries()) {
                        String name = entry.parameter().name();
                        double[] expected = entry.gradient().toArray();
                        double largest =
                                Arrays.stream(expected).map(Math::abs).max().orElse(0);
                        float[] actual = of(given.get(), name);
                        for (int i = 0; i < expected.length; i++) {
                            assertThat((double) actual[i])
                                    .as("step %d, %s[%d]", step, name, i)
                                    .isCloseTo(expected[i], Offset.offset(tolerance() * largest));
                        }
                    }
                }
            }
        }
    }

    private static Report apply(GradientControl control, GradientSet arrays, int step) {
        try {
            return control.apply(arrays, Step.of(step));
        } catch (RunFailedException e) {
            return e.report();
        }
    }

    @Test
    void aStepWithNaNIsLeftOutAndLeavesNothingBehind() {
        try (Program program = start("clip_by_global_norm(1000)", weights())) {
            Map<String, float[]> sick = gradients(1);
            of(sick, parameters().get(0).name())[1] = Float.NaN;
            program.backward(sick);
            assertThat(program.step()).as("rejected").isEmpty();
            program.backward(gradients(2));
            Map<String, float[]> given = program.step().orElseThrow();
            gradients(2).forEach((name, expected) -> assertClose(of(given, name), expected, name));
        }
    }

    @Test
    void gradientsOfSeveralBackwardPassesAreAddedUpBeforeTheyAreControlled() {
        try (Program program = start("clip_by_value(1000)", weights())) {
            program.backward(gradients(1));
            program.backward(gradients(2));
            Map<String, float[]> given = program.step().orElseThrow();
            Map<String, float[]> second = gradients(2);
            gradients(1).forEach((name, first) -> {
                float[] sum = first.clone();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += of(second, name)[i];
                }
                assertClose(of(given, name), sum, name);
            });
        }
    }

    private void assertClose(float[] actual, float[] expected, String name) {
        assertThat(actual).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .as("%s[%d]", name, i)
                    .isCloseTo(expected[i], Offset.offset(1e-5f * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private Map<Parameter, float[]> weights() {
        Map<Parameter, float[]> weights = new LinkedHashMap<>();
        Map<String, double[]> drawn = new Model(Elements.Type.FLOAT32, parameters()).weights();
        parameters().forEach(parameter -> weights.put(parameter, floats(of(drawn, parameter.name()))));
        return weights;
    }

    /** Every sixth step is a spike. */
    private Map<String, float[]> gradients(long step) {
        Model model = new Model(Elements.Type.FLOAT32, parameters());
        model.fill(step, 1);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        model.gradients().forEach((name, values) -> gradients.put(name, floats(values)));
        return gradients;
    }

    private static <V> V of(Map<String, V> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
