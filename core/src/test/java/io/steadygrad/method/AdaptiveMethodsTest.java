package io.steadygrad.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Numbers worked out by hand from the papers' equations. */
class AdaptiveMethodsTest {
    private static final Offset<Double> TINY = within(1e-9);

    /** One scalar parameter whose gradient takes the values in turn; gives back what the control leaves. */
    private static double[] scalars(String expression, double... gradients) {
        double[] memory = new double[1];
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 1), Elements.of(memory), Elements.of(new double[] {1}))
                .build();
        GradientControl control = GradientControl.of(expression, set.layout());
        double[] after = new double[gradients.length];
        for (int i = 0; i < gradients.length; i++) {
            memory[0] = gradients[i];
            control.apply(set, Step.of(i + 1));
            after[i] = memory[0];
        }
        return after;
    }

    @Test
    void agcComparesEveryUnitWithItsWeights() {
        double[] gradient = {7, 24, 5, 12};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 2, 2), Elements.of(gradient), Elements.of(new double[] {3, 4, 9, 40}))
                .build();
        Report report = GradientControl.of("agc(0.5)", set.layout()).apply(set, Step.of(1));
        assertThat(gradient).containsExactly(new double[] {.7, 2.4, 5, 12}, TINY);
        assertThat(report.threshold()).isEqualTo(2.5, TINY);
        assertThat(report.engagements().get(0).names()).containsExactly("w[0]");

        double[] transposed = {7, 5, 24, 12};
        GradientSet last = GradientSet.builder()
                .add(Parameter.of("w", 2, 2).unitsLast(), Elements.of(transposed), Elements.of(new double[] {3, 9, 4, 40
                }))
                .build();
        GradientControl.of("agc(0.5)", last.layout()).apply(last, Step.of(1));
        assertThat(transposed).containsExactly(new double[] {.7, 5, 2.4, 12}, TINY);

        assertThat(scalars("agc(0.5, eps=4)", 100)).containsExactly(2);
    }

    @Test
    void autoclipFollowsThePercentileOfItsHistory() {
        assertThat(scalars("autoclip(10)", 1, 2, 3, 4, 5, 100))
                .containsExactly(new double[] {1, 1.1, 1.2, 1.3, 1.4, 1.5}, TINY);
        assertThat(scalars("autoclip(10)", 1, 2, Double.NaN, 3, 0, 4))
                .containsExactly(new double[] {1, 1.1, Double.NaN, 1.2, 0, 1.3}, TINY);
        // A history of three: 1 leaves when 4 comes.
        assertThat(scalars("autoclip(50, history=3)", 1, 2, 3, 4, 1))
                .containsExactly(new double[] {1, 1.5, 2, 3, 1}, TINY);
    }

    @Test
    void autoclipAgreesWithSortingTheHistoryAnew() {
        SplittableRandom random = new SplittableRandom(7);
        double[] gradients = random.doubles(300).map(x -> Math.ceil(x * 20)).toArray();
        double[] after = scalars("autoclip(30, history=40)", gradients);
        for (int i = 0; i < gradients.length; i++) {
            double[] recent = Arrays.copyOfRange(gradients, Math.max(0, i - 39), i + 1);
            Arrays.sort(recent);
            double position = (recent.length - 1) * 0.3;
            int below = (int) position;
            int above = Math.min(below + 1, recent.length - 1);
            double limit = recent[below] + (position - below) * (recent[above] - recent[below]);
            assertThat(after[i]).isEqualTo(Math.min(gradients[i], limit), TINY);
        }
    }

    @Test
    void zclipCutsOnlySpikes() {
        double sd = Math.sqrt(0.02);
        double score = 9 / (sd + 1e-6);
        String expression = "zclip(warmup=4, max_norm=inf";
        double[] reciprocal = scalars(expression + ")", 1, 1.2, .8, 1, 10);
        assertThat(reciprocal[4]).isEqualTo(1 + 2.5 * sd / (score / 2.5), TINY);
        assertThat(scalars(expression + ", spike=mean)", 1, 1.2, .8, 1, 10)[4]).isEqualTo(1, TINY);
        assertThat(scalars(expression + ", spike=percentile)", 1, 1.2, .8, 1, 10)[4])
                .isEqualTo(1 + 2.5 * sd, TINY);
        assertThat(scalars("zclip(warmup=4, max_norm=0.5)", 1, 1.2, .8, 1, 10)[4])
                .isEqualTo(0.5, TINY);
        // 1.1 is no spike: mean 1.003 and variance .01968227 afterwards decide about the next one.
        double next = Math.sqrt(.01968227);
        double[] after = scalars(expression + ", spike=percentile)", 1, 1.2, .8, 1, 1.1, 10);
        assertThat(after[4]).isEqualTo(1.1);
        assertThat(after[5]).isEqualTo(1.003 + 2.5 * next, TINY);
    }

    @Test
    void aNanStepBetweenTwoCleanOnesChangesNothingLater() {
        for (String expression : new String[] {
            "autoclip", "zclip(warmup=2)", "adagc(warmup=2)", "ema_clip", "adanorm", "grokfast", "skip_spikes(window=4)"
        }) {
            double[] clean = scalars(expression, 1, 2, 1.5, 3, 1, 50, 2);
            double[] disturbed = scalars(expression, 1, 2, Double.NaN, 1.5, 3, 1, Double.POSITIVE_INFINITY, 50, 2);
            double[] without = {
                disturbed[0], disturbed[1], disturbed[3], disturbed[4], disturbed[5], disturbed[7], disturbed[8]
            };
            assertThat(without).as(expression).containsExactly(clean);
        }
    }

    @Test
    void adanormLiftsToItsHistory() {
        assertThat(scalars("adanorm", 1, 1, 1, 10, .1, .01, 0))
                .containsExactly(new double[] {1, 1, 1, 10, .6087190625, .578783109375, 0}, TINY);
    }

    @Test
    void adagcWarmsUpGloballyThenFollowsEachTensor() {
        // Warm-up: 3 is clipped to 1, gamma = min(1, .5) = .5; then limit 1.05 * .5.
        double[] after = scalars("adagc(warmup=2, beta=0.5)", 3, .5, 2, 2);
        double second = 1.05 * .5;
        double gamma = .5 * .5 + .5 * second;
        assertThat(after).containsExactly(new double[] {1, .5, second, 1.05 * gamma}, TINY);
        assertThat(scalars("adagc(warmup=2)", 0, 0, 5, 0))
                .as("zeros erase nothing")
                .containsExactly(0, 0, 5, 0);
    }

    @Test
    void emaClipUsesTheAverageFromBeforeThisStep() {
        // e = 1; 10 -> 2, e = .5 + 1 = 1.5; 10 -> 3.
        assertThat(scalars("ema_clip(beta=0.5)", 1, 10, 10)).containsExactly(new double[] {1, 2, 3}, TINY);
    }

    @Test
    void grokfastAddsTheSlowPart() {
        // h = 1, then .5 + 1.5 = 2.
        assertThat(scalars("grokfast(decay=0.5, lambda=2)", 1, 3, 0)).containsExactly(new double[] {3, 7, 2}, TINY);
    }

    @Test
    void trustRatioFollowsTheWeight() {
        assertThat(scalars("trust_ratio(coefficient=3)", 7, 0)).containsExactly(new double[] {3, 0}, TINY);
        assertThat(scalars("trust_ratio(eps=1)", 4)).containsExactly(new double[] {.8}, TINY);
    }

    @Test
    void spikesAreRejectedOnceTheWindowIsHalfFull() {
        double[] memory = {1};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 1), Elements.of(memory))
                .build();
        GradientControl control = GradientControl.of("skip_spikes(window=8)", set.layout());
        double[] norms = {1, 50, 1.1, 0.9, 1, 50, 1.2};
        boolean[] accepted = new boolean[norms.length];
        for (int i = 0; i < norms.length; i++) {
            memory[0] = norms[i];
            accepted[i] = control.apply(set, Step.of(i + 1)).accepted();
        }
        assertThat(accepted).containsExactly(true, true, true, true, true, false, true);
        memory[0] = 1;
        assertThat(control.apply(set, new Step(8, null, 1.0, null)).accepted()).isTrue();
        assertThat(GradientControl.of("skip_large(2)", set.layout())
                        .apply(set, Step.of(1))
                        .accepted())
                .isTrue();
        memory[0] = 2.5;
        assertThat(GradientControl.of("skip_large(2)", set.layout())
                        .apply(set, Step.of(1))
                        .accepted())
                .isFalse();
    }

    @Test
    void noiseFallsWithTheStepAndDependsOnPositionOnly() {
        assertThat(new Noise(.01, .55, 0).deviation(1)).isEqualTo(.1, TINY);
        assertThat(new Noise(.01, .55, 0).deviation(10)).isEqualTo(.05308844442309883, TINY);
        double[] whole = new double[5000];
        double[] first = new double[2000];
        double[] rest = new double[3000];
        GradientSet one = GradientSet.builder()
                .add(Parameter.of("a", 5000), Elements.of(whole))
                .build();
        GradientSet two = GradientSet.builder()
                .add(Parameter.of("a", 2000), Elements.of(first))
                .add(Parameter.of("b", 3000), Elements.of(rest))
                .build();
        GradientControl.of("noise(0.01)", one.layout()).apply(one, Step.of(1));
        GradientControl.of("noise(0.01)", two.layout()).apply(two, Step.of(1));
        assertThat(Arrays.copyOfRange(whole, 2000, 5000)).containsExactly(rest);
        double variance = Arrays.stream(whole).map(x -> x * x).sum() / 5000;
        assertThat(variance).isEqualTo(.01, within(4 * .01 * Math.sqrt(2.0 / 5000)));
    }
}
