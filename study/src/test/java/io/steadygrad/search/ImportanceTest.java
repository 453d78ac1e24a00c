package io.steadygrad.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final Space SPACE = new Space(List.of(
            new Parameter("rate", new Range.Log(1e-4, 1)),
            new Parameter("size", new Range.Int(1, 8)),
            new Parameter("kind", new Range.Listed(3))));

    private static Importance of(int n, ToDoubleFunction<List<Double>> value) {
        List<List<Double>> points = new Sobol(n, 0)
                .asks(SPACE, ask -> Optional.empty()).stream().map(Ask::point).toList();
        return Importance.of(
                        SPACE,
                        points,
                        points.stream()
                                .map(point -> new Score(0, value.applyAsDouble(point), Double.NaN, Double.NaN))
                                .toList())
                .orElseThrow();
    }

    @Test
    void aParameterThatDecidesAloneHasAllOfTheVariance() {
        Importance importance = of(32, point -> Math.abs(point.get(0) - 0.6));
        assertThat(importance.shares().get("rate")).isGreaterThan(0.9);
        assertThat(importance.shares().get("size")).isLessThan(0.06);
        assertThat(importance.shares().get("kind")).isLessThan(0.06);
        assertThat(importance.settings()).isEqualTo(32);
    }

    @Test
    void sharesOfASumAreThoseOfItsVariances() {
        // variances of 2u and v, both uniform: 4 to 1; ranks change that a little
        Importance importance = of(256, point -> 2 * point.get(0) + point.get(1));
        assertThat(importance.shares().get("rate")).isCloseTo(0.8, within(0.06));
        assertThat(importance.shares().get("size")).isCloseTo(0.2, within(0.06));
    }

    @Test
    void whatOnlyTwoTogetherDecideIsNobodysShare() {
        Importance importance = of(256, point -> (point.get(0) < 0.5) == (point.get(1) < 0.5) ? 1 : 0);
        assertThat(importance.together()).isGreaterThan(0.7);
    }

    @Test
    void aTreesVarianceIsExact() {
        double[][] x = {
            {0.25, 0.25},
            {0.25, 0.26},
            {0.25, 0.75},
            {0.25, 0.74},
            {0.75, 0.25},
            {0.75, 0.26},
            {0.75, 0.75},
            {0.75, 0.74}
        };
        double[] y = {0, 0, 1, 1, 2, 2, 3, 3};
        Boxes tree = Boxes.grow(x, y, new int[] {0, 1, 2, 3, 4, 5, 6, 7});
        assertThat(tree.variance()).as("of 0, 1, 2, 3").isCloseTo(1.25, within(1e-12));
        assertThat(tree.variance(0)).as("of 0.5, 2.5").isCloseTo(1, within(1e-12));
        assertThat(tree.variance(1)).as("of 1, 2").isCloseTo(0.25, within(1e-12));
    }

    @Test
    void fewSettingsOrOneParameterSayNothing() {
        List<List<Double>> points = new Sobol(7, 0)
                .asks(SPACE, ask -> Optional.empty()).stream().map(Ask::point).toList();
        List<Score> scores = points.stream()
                .map(point -> new Score(0, point.get(0), Double.NaN, Double.NaN))
                .toList();
        assertThat(Importance.of(SPACE, points, scores)).isEmpty();
        Space one = new Space(SPACE.parameters().subList(0, 1));
        List<List<Double>> line = new Sobol(16, 0)
                .asks(one, ask -> Optional.empty()).stream().map(Ask::point).toList();
        assertThat(Importance.of(
                        one,
                        line,
                        line.stream()
                                .map(point -> new Score(0, point.get(0), Double.NaN, Double.NaN))
                                .toList()))
                .isEmpty();
        List<List<Double>> many = new Sobol(16, 0)
                .asks(SPACE, ask -> Optional.empty()).stream().map(Ask::point).toList();
        assertThat(Importance.of(
                        SPACE,
                        many,
                        many.stream()
                                .map(point -> new Score(1, Double.NaN, Double.NaN, Double.NaN))
                                .toList()))
                .as("all diverged")
                .isEmpty();
    }
}
