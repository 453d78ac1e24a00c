package io.steadygrad.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.hipparchus.random.SobolSequenceGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplersTest {
    private static final Space SQUARE = new Space(
            List.of(new Parameter("x", new Range.Uniform(-2, 2)), new Parameter("y", new Range.Uniform(-1, 3))));

    private static Score score(double value) {
        return new Score(0, value, Double.NaN, Double.NaN);
    }

    /** Asks and tells until nothing is left to ask; returns what was asked, in order. */
    private static List<Ask> search(Sampler sampler, Space space, ToDoubleFunction<Ask> value) {
        Map<Ask, Score> known = new HashMap<>();
        while (true) {
            List<Ask> asks = sampler.asks(space, ask -> Optional.ofNullable(known.get(ask)));
            List<Ask> open = asks.stream()
                    .filter(ask -> !known.containsKey(ask))
                    .distinct()
                    .toList();
            if (open.isEmpty()) {
                return asks;
            }
            open.forEach(ask -> known.put(ask, score(value.applyAsDouble(ask))));
        }
    }

    private static double rosenbrock(Ask ask) {
        List<String> at = SQUARE.at(ask.point());
        double x = Double.parseDouble(at.get(0));
        double y = Double.parseDouble(at.get(1));
        return Math.pow(1 - x, 2) + 100 * Math.pow(y - x * x, 2);
    }

    private static double best(List<Ask> asks) {
        return asks.stream().mapToDouble(SamplersTest::rosenbrock).min().orElseThrow();
    }

    @Test
    void sobolStartsAsTheSequenceDoesUpToTheShiftOfItsSeed() {
        double[][] first = {{0, 0}, {0.5, 0.5}, {0.75, 0.25}, {0.25, 0.75}, {0.375, 0.375}, {0.875, 0.875}};
        SobolSequenceGenerator plain = new SobolSequenceGenerator(2);
        for (double[] point : first) {
            assertThat(plain.nextVector()).containsExactly(point);
        }
        List<Ask> asks = new Sobol(6, 0).asks(SQUARE, ask -> Optional.empty());
        long shift = bits(asks.get(0), 0);
        for (int n = 0; n < first.length; n++) {
            assertThat(bits(asks.get(n), 0) ^ shift).isEqualTo((long) (first[n][0] * (1L << 52)));
        }
        assertThat(new Sobol(6, 1).asks(SQUARE, ask -> Optional.empty())).isNotEqualTo(asks);
    }

    private static long bits(Ask ask, int coordinate) {
        return (long) (ask.point().get(coordinate) * (1L << 52));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 99})
    void sixteenSobolPointsLieOneInEachSixteenthOfEachSide(long seed) {
        List<Ask> asks = new Sobol(16, seed).asks(SQUARE, ask -> Optional.empty());
        for (int coordinate = 0; coordinate < 2; coordinate++) {
            Set<Integer> stretches = new HashSet<>();
            for (Ask ask : asks) {
                assertThat(ask.point().get(coordinate)).isBetween(0.0, Math.nextDown(1.0));
                stretches.add((int) (ask.point().get(coordinate) * 16));
            }
            assertThat(stretches).hasSize(16);
        }
    }

    @Test
    void moreTrialsAddToTheEarlierOnes() {
        assertThat(new Sobol(32, 5).asks(SQUARE, ask -> Optional.empty()))
                .startsWith(
                        new Sobol(16, 5).asks(SQUARE, ask -> Optional.empty()).toArray(Ask[]::new));
        assertThat(new Random(32, 5).asks(SQUARE, ask -> Optional.empty()))
                .startsWith(
                        new Random(16, 5).asks(SQUARE, ask -> Optional.empty()).toArray(Ask[]::new));
    }

    @Test
    void whatMethodsShareIsTriedAtTheSameValues() {
        Space more = new Space(List.of(
                SQUARE.parameters().get(0), SQUARE.parameters().get(1), new Parameter("z", new Range.Listed(3))));
        for (Sampler sampler : List.of(new Random(8, 3), new Sobol(8, 3))) {
            List<Ask> few = sampler.asks(SQUARE, ask -> Optional.empty());
            List<Ask> many = sampler.asks(more, ask -> Optional.empty());
            for (int n = 0; n < 8; n++) {
                assertThat(many.get(n).point().subList(0, 2))
                        .isEqualTo(few.get(n).point());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3})
    void cmaEsFindsTheBottomOfRosenbrocksValley(long seed) {
        List<Ask> asks = search(new CmaEs(800, 0, 0.3, seed), SQUARE, SamplersTest::rosenbrock);
        assertThat(asks).hasSize(800);
        assertThat(best(asks)).isLessThan(1e-6);
        assertThat(best(new Random(800, seed).asks(SQUARE, ask -> Optional.empty())))
                .as("random draws do not")
                .isGreaterThan(1e-4);
        assertThat(asks.get(0).point()).as("the middle first").containsExactly(0.5, 0.5);
    }

    @Test
    void cmaEsAsksForAGenerationAtATimeAndIsDecidedByItsScores() {
        CmaEs sampler = new CmaEs(60, 6, 0.3, 7);
        assertThat(sampler.asks(SQUARE, ask -> Optional.empty())).hasSize(1);
        List<Ask> all = search(sampler, SQUARE, SamplersTest::rosenbrock);
        for (int missing : List.of(1, 4, 7, 30)) {
            Ask unknown = all.get(missing);
            List<Ask> part = sampler.asks(
                    SQUARE, ask -> ask.equals(unknown) ? Optional.empty() : Optional.of(score(rosenbrock(ask))));
            assertThat(part)
                    .as("up to the generation that lacks a score")
                    .isEqualTo(all.subList(0, 1 + 6 * ((missing - 1) / 6 + 1)));
        }
        assertThat(search(sampler, SQUARE, SamplersTest::rosenbrock)).isEqualTo(all);
    }

    @Test
    void cmaEsSpendsAllItsTrialsWhereEverythingIsEqualOrDiverges() {
        assertThat(search(new CmaEs(200, 0, 0.3, 0), SQUARE, ask -> 1.0)).hasSize(200);
        Map<Ask, Score> known = new HashMap<>();
        Sampler sampler = new CmaEs(50, 0, 0.3, 0);
        for (int round = 0; round < 60; round++) {
            sampler.asks(SQUARE, ask -> Optional.ofNullable(known.get(ask)))
                    .forEach(ask -> known.put(ask, new Score(2, Double.NaN, Double.NaN, Double.NaN)));
        }
        assertThat(sampler.asks(SQUARE, ask -> Optional.ofNullable(known.get(ask))))
                .hasSize(50)
                .allSatisfy(ask -> assertThat(ask.point()).allMatch(u -> u >= 0 && u < 1));
    }

    @Test
    void halvingTrainsEveryThirdLongerAndAlwaysTheBest() {
        Halving sampler = new Halving(27, 3, 3, 0);
        assertThat(sampler.asks(SQUARE, ask -> Optional.empty()))
                .as("the first rung")
                .hasSize(27)
                .allMatch(ask -> Math.abs(ask.share() - 1.0 / 9) < 1e-12);
        List<Ask> asks = search(sampler, SQUARE, SamplersTest::rosenbrock);
        assertThat(asks).hasSize(27 + 9 + 3).hasSize(sampler.budget(SQUARE));
        assertThat(sampler.steps(SQUARE, 100))
                .as("27 of 100/9, 9 of 100/3, 3 of 100")
                .isEqualTo(27 * 12 + 9 * 34 + 3 * 100);
        List<Ask> last = asks.subList(36, 39);
        assertThat(last).allMatch(ask -> ask.share() == 1);
        List<Ask> ranked = new ArrayList<>(asks.subList(0, 27));
        ranked.sort(java.util.Comparator.comparingDouble(SamplersTest::rosenbrock));
        assertThat(last.stream().map(Ask::point))
                .containsExactlyElementsOf(
                        ranked.stream().limit(3).map(Ask::point).toList());
    }

    @Test
    void halvingWaitsForAllMembersOfARung() {
        Halving sampler = new Halving(9, 3, 2, 0);
        Ask late = sampler.asks(SQUARE, ask -> Optional.empty()).get(8);
        assertThat(sampler.asks(
                        SQUARE, ask -> ask.equals(late) ? Optional.empty() : Optional.of(score(rosenbrock(ask)))))
                .hasSize(9);
        Space few = new Space(List.of(new Parameter("x", new Range.Listed(2))));
        List<Ask> asks = search(new Halving(9, 3, 2, 0), few, ask -> ask.point().get(0));
        assertThat(asks.stream().filter(ask -> ask.share() == 1).map(ask -> few.at(ask.point())))
                .as("what was drawn twice goes on once")
                .containsExactlyInAnyOrder(List.of("0"), List.of("1"));
    }

    @Test
    void gridTriesEachCombinationOnceOrAsManyAsItIsAllowed() {
        Space six =
                new Space(List.of(new Parameter("a", new Range.Listed(2)), new Parameter("b", new Range.Int(5, 7))));
        assertThat(new Grid(0, 0).asks(six, ask -> Optional.empty()).stream().map(ask -> six.at(ask.point())))
                .containsExactly(
                        List.of("0", "5"),
                        List.of("0", "6"),
                        List.of("0", "7"),
                        List.of("1", "5"),
                        List.of("1", "6"),
                        List.of("1", "7"));
        assertThat(new Grid(4, 0).asks(six, ask -> Optional.empty()).stream().map(ask -> six.at(ask.point())))
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> new Grid(0, 0).check(SQUARE)).hasMessageContaining("needs a list of values for x");
    }

    @Test
    void rangesReachBothEndsAndNotBeyond() {
        Range log = new Range.Log(1e-4, 1);
        assertThat(log.at(0)).isEqualTo("1.0E-4");
        assertThat(log.at(0.5)).isEqualTo("0.01");
        assertThat(Double.parseDouble(log.at(Math.nextDown(1.0)))).isEqualTo(1);
        Range odd = new Range.Uniform(0.123456789, 0.1234567891);
        assertThat(Double.parseDouble(odd.at(0.5))).isBetween(0.123456789, 0.1234567891);
        Range whole = new Range.Int(-1, 1);
        assertThat(List.of(whole.at(0), whole.at(0.34), whole.at(0.99))).containsExactly("-1", "0", "1");
        assertThatThrownBy(() -> new Range.Log(0, 1)).hasMessageContaining("0 < low");
        assertThatThrownBy(() -> new Range.Int(3, 3)).hasMessageContaining("low < high");
    }

    @Test
    void aDivergedRunIsWorseThanAnyValueAndTheSmallerRateBreaksTies() {
        Score good = new Score(0, 1e9, Double.NaN, 1);
        Score half = new Score(1, -1e9, Double.NaN, 0.1);
        assertThat(good).isLessThan(half);
        assertThat(new Score(2, Double.NaN, Double.NaN, 0.1)).isLessThan(new Score(2, Double.NaN, Double.NaN, 1));
        assertThat(new Score(0, 1, 0.5, 9)).isLessThan(new Score(0, 1, 0.6, 1));
        assertThat(new Score(0, 1, 0.5, 9).ties(new Score(0, 1, 0.6, 1))).isTrue();
    }
}
