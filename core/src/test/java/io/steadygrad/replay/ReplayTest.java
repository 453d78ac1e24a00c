package io.steadygrad.replay;

import static io.steadygrad.replay.Traces.engagedAt;
import static io.steadygrad.replay.Traces.factors;
import static io.steadygrad.replay.Traces.normsAfter;
import static io.steadygrad.replay.Traces.ofNorms;
import static io.steadygrad.replay.Traces.ofTensors;
import static io.steadygrad.replay.Traces.rejectedAt;
import static io.steadygrad.replay.Traces.replay;
import static io.steadygrad.replay.Traces.thresholds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.method.Bands;
import io.steadygrad.method.Chain;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays of traces written by hand, against numbers computed by hand. */
class ReplayTest {
    private static final double NAN = Double.NaN;
    private static final Offset<Double> TINY = within(1e-12);

    @Test
    void aClipEngagesAboveItsLimitOnly() {
        Replay replay = replay("clip_by_global_norm(2)", ofNorms(1, 2, 4, 0, 8));

        assertThat(engagedAt(replay)).containsExactly(3L, 5L);
        assertThat(factors(replay)).containsExactly(1, 1, 0.5, 1, 0.25);
        assertThat(normsAfter(replay)).containsExactly(1, 2, 2, 0, 2);
        assertThat(thresholds(replay)).containsExactly(NAN, NAN, 2, NAN, 2);
        assertThat(replay.engagedFraction()).isEqualTo(0.4);
        assertThat(replay.strength(0)).isEqualTo(0.25);
        assertThat(replay.strength(50)).isEqualTo(0.375);
        assertThat(replay.approximate()).isFalse();
        assertThat(replay.steps().get(2).reason()).isEqualTo("clip_by_global_norm: l2 norm 4.0 above 2.0");
    }

    @Test
    void aBandShrinksAndAmplifies() {
        Replay replay = replay("band(2, 4, scope=global)", ofNorms(1, 3, 8));
        assertThat(factors(replay)).containsExactly(2, 1, 0.5);
        assertThat(thresholds(replay)).containsExactly(2, NAN, 4);
    }

    @Test
    void aChainSeesWhatTheMethodBeforeLeaves() {
        Replay replay = replay("scale(3) | clip_by_global_norm(6)", ofNorms(1, 2, 4));
        assertThat(factors(replay)).containsExactly(3, 3, 1.5);
        assertThat(normsAfter(replay)).containsExactly(3, 6, 6);
    }

    @Test
    void aStepThatIsNotFiniteIsRejectedAndEntersNoHistory() {
        Replay replay = replay("autoclip(10)", ofNorms(1, 2, 3, NAN, 4, 5, 100));
        assertThat(rejectedAt(replay)).containsExactly(4L);
        assertThat(replay.steps().get(3).reason()).isEqualTo("skip_non_finite: the gradient is not finite");
        double[] wanted = {NAN, 1.1, 1.2, NAN, 1.3, 1.4, 1.5};
        for (int i = 0; i < wanted.length; i++) {
            assertThat(thresholds(replay)[i]).isEqualTo(wanted[i], TINY);
        }
    }

    @Test
    void tenStepsInARowThatAreNotFiniteEndTheRun() {
        double[] norms = new double[20];
        Arrays.fill(norms, NAN);
        norms[0] = 1;
        Replay replay = replay("clip_by_global_norm(1)", ofNorms(norms));
        assertThat(replay.gaveUp()).isTrue();
        assertThat(replay.steps()).hasSize(11);
        assertThat(replay("skip_non_finite(3) | scale(2)", ofNorms(norms)).steps())
                .hasSize(4);
        assertThat(replay("error_on_non_finite | scale(2)", ofNorms(norms)).steps())
                .hasSize(2);
        assertThat(replay("identity", ofNorms(norms)).steps()).hasSize(20);
        assertThat(replay("allow_non_finite | clip_by_global_norm(1)", ofNorms(norms))
                        .rejected())
                .isEmpty();
    }

    @Test
    void zclipWarmsUpAndThenCutsSpikes() {
        Replay replay = replay("zclip(z=2, warmup=4, max_norm=inf)", ofNorms(1, 1.2, 0.8, 1, 1.1, 3));
        assertThat(engagedAt(replay)).containsExactly(6L);
        // after 1.1: mean 1.003, variance 0.01968227; limit = mean + z sd / (score / z)
        double deviation = Math.sqrt(0.01968227);
        double score = (3 - 1.003) / (deviation + 1e-6);
        assertThat(thresholds(replay)[5]).isEqualTo(1.003 + 2 * deviation / (score / 2), within(1e-7));
    }

    @Test
    void aSpikeIsSkippedOnceHalfTheWindowIsFull() {
        assertThat(rejectedAt(replay("skip_spikes(sigma=6, window=8)", ofNorms(1, 100, 1, 1, 1, 1, 100, 1))))
                .containsExactly(7L);
        assertThat(rejectedAt(replay("skip_large(2)", ofNorms(1, 3, 2)))).containsExactly(2L);
    }

    @Test
    void aChainOnSomeStepsLeavesTheOthersAlone() {
        Replay replay = replay("on_steps(2, 5, 2, clip_by_global_norm(1))", ofNorms(4, 4, 4, 4, 4, 4));
        assertThat(engagedAt(replay)).containsExactly(2L, 4L);
        assertThat(replay.steps().get(1).reason()).startsWith("clip_by_global_norm: ");
        assertThat(replay.suggestions()).hasSize(3);
    }

    @Test
    void aLimitMayFollowASchedule() {
        Replay replay = replay("clip_by_global_norm(linear(1, 3, 2))", ofNorms(4, 4, 4, 4));
        assertThat(normsAfter(replay)).containsExactly(1, 2, 3, 3);
        assertThat(replay.suggestions()).isEmpty();
    }

    @Test
    void aLimitPerTensorScalesOnlyWhatIsAbove() {
        Replay replay = replay("clip_by_norm(2)", ofTensors(new double[] {3, 4}, new double[] {1, 2}));
        assertThat(engagedAt(replay)).containsExactly(1L);
        assertThat(replay.steps().get(0).factor()).isNaN();
        assertThat(replay.steps().get(0).normAfter()).isEqualTo(Math.sqrt(8), TINY);
        assertThat(replay.steps().get(0).strength()).isEqualTo(Math.sqrt(8) / 5, TINY);
        assertThat(replay.approximate()).isFalse();
    }

    @Test
    void groupsHaveNormsOfTheirOwn() {
        Replay replay = replay(
                "per_group(\"a\"=clip_by_global_norm(1), default=scale(2)) | clip_by_global_norm(6)",
                ofTensors(new double[] {5, 4}));
        // a: 5 -> 1, b: 4 -> 8; together sqrt(65), brought to 6
        assertThat(replay.steps().get(0).normAfter()).isEqualTo(6, TINY);
        assertThat(replay.steps().get(0).reason()).contains("l2 norm 8.06225774829855 above 6.0");
    }

    @Test
    void aClampEngagesByTheLargestEntryAndLeavesAnUnknownNorm() {
        Replay replay = replay("clip_by_value(2)", ofTensors(new double[] {1, 2}, new double[] {1, 5}));
        assertThat(engagedAt(replay)).containsExactly(2L);
        assertThat(normsAfter(replay)[0]).isEqualTo(Math.sqrt(5));
        assertThat(normsAfter(replay)[1]).isNaN();
        assertThat(replay.strength(50)).isNaN();
    }

    @Test
    void theLargestEntryIsKnownAfterAClamp() {
        Replay replay = replay("clip_by_value(2) | limit_max(1)", ofTensors(new double[] {0.5, 5}));
        assertThat(replay.steps().get(0).reason()).contains("limit_max: linf norm 2.0 above 1.0");
    }

    @Test
    void aClampThatNeverBitesHidesNothing() {
        Replay replay = replay("clip_by_value(9) | clip_by_global_norm(1)", ofTensors(new double[] {3, 4}));
        assertThat(normsAfter(replay)[0]).isEqualTo(1, TINY);
    }

    @Test
    void suggestsUpperPercentilesOfHealthyStepsAndCountsWhatTheyTouch() {
        double[] norms = new double[102];
        for (int i = 0; i < 100; i++) {
            norms[i] = 1 + i / 100.0;
        }
        norms[100] = 1e6; // a spike: counted where it is touched, not in the percentiles
        norms[101] = NAN;
        Replay replay = replay("clip_by_global_norm(1)", ofNorms(norms));
        assertThat(replay.healthy()).isEqualTo(100);
        assertThat(replay.suggestions().stream().map(Suggestion::percentile)).containsExactly(90.0, 95.0, 99.0);
        Suggestion first = replay.suggestions().get(0);
        assertThat(first.method()).isEqualTo("clip_by_global_norm");
        assertThat(first.parameter()).isEqualTo("max_norm");
        assertThat(first.value()).isEqualTo(1.891, TINY);
        assertThat(first.share()).isEqualTo(11 / 101.0, TINY);
        assertThat(replay.percentiles().get(50)).isEqualTo(1.5, TINY);
    }

    @Test
    void suggestsLowerPercentilesForWhatAmplifies() {
        Replay replay = replay("amplify(1)", ofTensors(new double[] {4, 0}, new double[] {3, 9}, new double[] {5, 2}));
        // the smallest tensor that is not zero: 4, 3, 2
        assertThat(replay.suggestions()).extracting(Suggestion::parameter).containsOnly("low");
        assertThat(replay.suggestions()).extracting(Suggestion::percentile).containsExactly(10.0, 5.0, 1.0);
        assertThat(replay.suggestions().get(0).value()).isEqualTo(2.2, TINY);
        assertThat(replay.suggestions().get(0).share()).isEqualTo(1 / 3.0, TINY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"autoclip", "zclip", "normalize", "article", "identity", "adagc"})
    void suggestsNothingWhereNoLimitIsFixed(String expression) {
        assertThat(replay(expression, ofNorms(1, 2, 3)).suggestions()).isEmpty();
    }

    @Test
    void aChainMadeInJavaIsReplayedToo() {
        Replay replay = Replay.of(Chain.of(Bands.limitMax(2, io.steadygrad.gradient.Scope.GLOBAL)), ofNorms(1, 4));
        assertThat(factors(replay)).containsExactly(1, 0.5);
        assertThat(replay.suggestions().get(0).method()).isEqualTo("band");
        assertThat(replay.suggestions().get(0).parameter()).isEqualTo("high");
    }

    /** 5000 steps of two tensors; rows then cover 8 steps. Tensor a has norm 3, b alternates between 4 and 40. */
    private static Trace thinned() {
        TraceRecorder recorder = new TraceRecorder(List.of("a", "b"), List.of("a", "b"));
        for (int step = 1; step <= 5000; step++) {
            double[] norms = {3, step % 2 == 0 ? 40 : 4};
            double norm = Math.hypot(norms[0], norms[1]);
            recorder.step(step, 1, 0.1, norm, norm, true, false, false, Double.NaN);
            recorder.tensors(step, norms, norms, norms, new long[2]);
        }
        return recorder.trace();
    }

    @Test
    void tensorsOfThinnedStepsAreApproximateAndAddUpToTheRecordedNorm() {
        Replay replay = replay("clip_by_norm(4.5)", thinned());
        assertThat(replay.approximate()).isTrue();
        // only b moves within its row, so the recorded norm tells its share exactly
        assertThat(replay.engaged()).hasSize(2500);
        assertThat(replay.steps().get(1).normAfter()).isEqualTo(Math.hypot(3, 4.5), within(1e-5));
        assertThat(replay("ema_clip", thinned()).approximate()).isTrue();
    }

    @Test
    void theNormOfAllIsNeverThinned() {
        Replay replay = replay("autoclip(50) | clip_by_global_norm(6)", thinned());
        assertThat(replay.approximate()).isFalse();
        assertThat(replay.steps()).hasSize(5000);
    }
}
