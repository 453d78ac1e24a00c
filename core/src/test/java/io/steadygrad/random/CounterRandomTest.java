package io.steadygrad.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    private static final int N = 200_000;

    @Test
    void givesThePublishedAnswersOfPhilox() {
        // First two of four words in the known-answer tests of Random123, philox4x32 with 10 rounds.
        assertThat(CounterRandom.bits(0, 0, 0)).isEqualTo(0xe169c58d6627e8d5L);
        assertThat(CounterRandom.bits(-1, -1, -1)).isEqualTo(0x41c83b0e408f276dL);
        assertThat(CounterRandom.bits(0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L))
                .isEqualTo(0x94fdccebd16cfe09L);
    }

    @Test
    void staysTheSameForEver() {
        CounterRandom random = new CounterRandom(42, 1);

        assertThat(random.uniform(0)).isEqualTo(0.1262498542224193);
        assertThat(random.gaussian(0)).isEqualTo(-1.1442988780249537);
        assertThat(random.gaussian(1L << 40)).isEqualTo(0.62064196266988);
        assertThat(CounterRandom.of(42, "shuffle").bits(3)).isEqualTo(-9208104551783963853L);
        assertThat(CounterRandom.of(1, "split").permutation(8)).containsExactly(4, 6, 2, 3, 7, 1, 0, 5);
    }

    @Test
    void uniformsAreUniform() {
        CounterRandom random = CounterRandom.of(1, "law");
        int[] cells = new int[100];
        double sum = 0;
        for (int i = 0; i < N; i++) {
            double u = random.uniform(i);
            sum += u;
            cells[(int) (u * 100)]++;
        }
        double chiSquare = Arrays.stream(cells)
                .mapToDouble(count -> Math.pow(count - N / 100.0, 2) / (N / 100.0))
                .sum();

        // Standard error of the mean 0.00065; the 99.99 % quantile of chi-square with 99 degrees is 161.
        assertThat(sum / N).isCloseTo(0.5, within(0.0026));
        assertThat(chiSquare).isBetween(50.0, 161.0);
    }

    @Test
    void gaussiansHaveTheirMomentsAndTails() {
        CounterRandom random = CounterRandom.of(2, "law");
        double[] x = IntStream.range(0, N).mapToDouble(random::gaussian).toArray();

        assertThat(Arrays.stream(x).sum() / N).isCloseTo(0, within(0.009));
        assertThat(Arrays.stream(x).map(v -> v * v).sum() / N).isCloseTo(1, within(0.013));
        assertThat(Arrays.stream(x).map(v -> v * v * v * v).sum() / N).isCloseTo(3, within(0.09));
        // P(|x| > 1.959964) = 0.05, standard error 0.0005.
        assertThat(Arrays.stream(x).filter(v -> Math.abs(v) > 1.959963984540054).count() / (double) N)
                .isCloseTo(0.05, within(0.002));
    }

    @Test
    void neighbouringPositionsStreamsAndSeedsAreUncorrelated() {
        double positions = 0;
        double streams = 0;
        double seeds = 0;
        for (int i = 0; i < N; i++) {
            double x = CounterRandom.gaussian(3, 5, i);
            positions += x * CounterRandom.gaussian(3, 5, i + 1);
            streams += x * CounterRandom.gaussian(3, 6, i);
            seeds += x * CounterRandom.gaussian(4, 5, i);
        }

        // Four standard errors of a correlation are 4 / sqrt(N) = 0.009.
        assertThat(positions / N).isCloseTo(0, within(0.009));
        assertThat(streams / N).isCloseTo(0, within(0.009));
        assertThat(seeds / N).isCloseTo(0, within(0.009));
    }

    @Test
    void doesNotDependOnOrderOrThreads() {
        CounterRandom random = CounterRandom.of(9, "threads");
        double[] forwards =
                IntStream.range(0, 10_000).mapToDouble(random::gaussian).toArray();
        double[] parallel = IntStream.range(0, 10_000)
                .parallel()
                .mapToDouble(random::gaussian)
                .toArray();

        assertThat(parallel).isEqualTo(forwards);
    }

    @Test
    void drawsBelowABound() {
        CounterRandom random = CounterRandom.of(5, "below");
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            counts[random.below(i, 3)]++;
        }

        assertThat(Arrays.stream(counts)).allSatisfy(count -> assertThat(count).isBetween(9_670, 10_330));
        assertThat(random.below(0, 1)).isZero();
        assertThatThrownBy(() -> random.below(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void permutationsAreUniform() {
        int[] firsts = new int[4];
        for (int seed = 0; seed < 8_000; seed++) {
            int[] order = CounterRandom.of(seed, "order").permutation(4);
            assertThat(Arrays.stream(order).sorted()).containsExactly(0, 1, 2, 3);
            firsts[order[0]]++;
        }

        assertThat(Arrays.stream(firsts)).allSatisfy(count -> assertThat(count).isBetween(1_845, 2_155));
    }

    @Test
    void normalQuantilesAgreeWithPublishedOnes() {
        assertThat(NormalQuantile.of(0.5)).isZero();
        assertThat(NormalQuantile.of(0.3)).isCloseTo(-0.5244005127080407, within(1e-15));
        assertThat(NormalQuantile.of(0.01)).isCloseTo(-2.3263478740408408, within(1e-14));
        assertThat(NormalQuantile.of(0.9999)).isCloseTo(3.7190164854557084, within(1e-14));
        assertThat(NormalQuantile.of(1e-16)).isCloseTo(-8.222082216130435, within(1e-13));
    }
}
