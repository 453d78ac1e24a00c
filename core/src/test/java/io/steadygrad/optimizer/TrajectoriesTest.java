package io.steadygrad.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every optimizer over 60 steps beside weights that were worked out apart from it: by PyTorch's own optimizers
 * ({@code torch.txt}), or in NumPy straight from the papers ({@code papers.txt}). {@code trajectories.py} made both files and
 * says how; start, gradients and learning rates follow the same rule there and here.
 */
class TrajectoriesTest {
    private static final List<Parameter> PARAMETERS = List.of(
            Parameter.of("matrix", 2, 3),
            Parameter.of("vector", 3),
            Parameter.of("filters", 2, 2, 3),
            Parameter.of("scalar"));

    static Stream<Arguments> trajectories() {
        return Stream.of("torch.txt", "papers.txt")
                .flatMap(file -> read(file).entrySet().stream())
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    private static Map<String, Map<Long, double[]>> read(String file) {
        Map<String, Map<Long, double[]>> found = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(TrajectoriesTest.class.getResourceAsStream(file), file)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("; "))
                    .forEach(line -> found.computeIfAbsent(line[0], expression -> new TreeMap<>())
                            .put(
                                    Long.valueOf(line[1]),
                                    Arrays.stream(line[2].split(" "))
                                            .mapToDouble(Double::parseDouble)
                                            .toArray()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trajectories")
    void leadWhereThePaperOrPyTorchLeads(String expression, Map<Long, double[]> expected) {
        Numbers numbers = new Numbers(1);
        GradientSet.Builder builder = GradientSet.builder();
        for (Parameter parameter : PARAMETERS) {
            int size = Math.toIntExact(parameter.size());
            double[] weights = new double[size];
            Arrays.setAll(weights, i -> numbers.next());
            builder.add(parameter, Elements.of(new double[size]), Elements.of(weights));
        }
        GradientSet set = builder.build();
        Descent descent = new Descent(OptimizerExpression.parse(expression).optimizer(), set);
        Numbers stream = new Numbers(2);
        for (long t = 1; t <= 60; t++) {
            gradients(set, stream, t);
            double rate = descent.optimizer().lr() * new double[] {1, 0.5, 0.25}[(int) (t % 3)];
            descent.step(set, null, rate);
            double[] wanted = expected.get(t);
            if (wanted != null) {
                double[] weights = set.entries().stream()
                        .flatMapToDouble(entry -> Arrays.stream(
                                Objects.requireNonNull(entry.weight()).toArray()))
                        .toArray();
                assertThat(weights).as("step " + t).containsExactly(wanted, within(1e-12));
            }
        }
    }

    private static void gradients(GradientSet set, Numbers stream, long t) {
        int k = 0;
        for (GradientSet.Entry entry : set.entries()) {
            for (int i = 0; i < entry.gradient().size(); i++) {
                k++;
                double value = stream.next() * Math.scalb(1.0, k % 5 - 3);
                if ((k + t) % 7 == 0 || t == 30) {
                    value = 0;
                }
                entry.gradient().set(i, value * (t == 20 ? 1024 : 1));
            }
        }
    }

    @Test
    void everyOptimizerHasATrajectory() {
        TreeSet<String> seen = new TreeSet<>();
        trajectories().forEach(each -> seen.add(((String) each.get()[0]).replaceAll("\\(.*", "")));
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        OptimizerCatalog.optimizers().names());
    }

    /** Multiples of 2^-31 from -1 to below 1, as in {@code trajectories.py}. */
    private static final class Numbers {
        private long state;

        Numbers(long seed) {
            state = seed;
        }

        double next() {
            state = (1664525 * state + 1013904223) & 0xffffffffL;
            return Math.scalb((double) state, -31) - 1;
        }
    }
}
