package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.store.TrialState;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Claims held against the runs of plain and clipped descent on a parabola; what they do is known by arithmetic. */
class JudgeTest {
    private static final Quantity LOSS = new Quantity.FinalMetric("test_loss");

    private final Study study = SmallStudies.descent(4, 0.5, 3.0);
    private final Map<String, TrialOutcome> outcomes = new HashMap<>();

    JudgeTest() {
        for (Trial trial : study.trials()) {
            outcomes.put(
                    trial.id(),
                    SmallStudies.descend(trial, java.nio.file.Path.of("."), (step, loss) -> {}, () -> false));
        }
    }

    private Judge.Finding judge(Selection selection, Check check) {
        return judge(selection, check, 1, trial -> Optional.empty());
    }

    private Judge.Finding judge(
            Selection selection,
            Check check,
            double share,
            java.util.function.Function<Trial, Optional<Trace>> curves) {
        return new Judge(study.trials(), outcomes, curves).judge(new Expectation(selection, check, share));
    }

    private static Selection of(String method, String rate) {
        return new Selection(
                List.of("parabola"), List.of(method), List.of(), Map.of("optimizer.lr", rate), List.of(), null);
    }

    @Test
    void findsWhatHoldsInEveryRun() {
        Judge.Finding plain = judge(of("plain", "3"), new Check.Diverges());
        assertThat(plain.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(plain.evidence()).isEqualTo("parabola, plain, optimizer.lr=3: 4 of 4 runs diverged [0.51, 1.00]");
        assertThat(judge(of("clip", "3"), new Check.NeverDiverges()).verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(judge(of("plain", "0.5"), new Check.ReachesTarget()).verdict())
                .isEqualTo(Verdict.SUPPORTED);
        assertThat(judge(of("plain", "0.5"), new Check.Diverges()).verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(judge(of("plain", "3"), new Check.MissesTarget()).verdict()).isEqualTo(Verdict.SUPPORTED);
    }

    @Test
    void saysMixedWhereItDependsAndUnknownWhereNothingRan() {
        Selection both = new Selection(List.of(), List.of("plain"), List.of("sgd"), Map.of(), List.of(), null);
        assertThat(judge(both, new Check.Diverges()).verdict()).isEqualTo(Verdict.MIXED);
        assertThat(judge(both, new Check.Diverges(), 0.5, trial -> Optional.empty())
                        .verdict())
                .as("half of the runs is enough")
                .isEqualTo(Verdict.SUPPORTED);
        Judge.Finding nobody = judge(of("plain", "7"), new Check.Diverges());
        assertThat(nobody.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(nobody.evidence()).contains("no run has a result");
    }

    @Test
    void comparesMethodsSeedBySeed() {
        assertThat(judge(of("clip", "3"), new Check.BetterThan("plain")).verdict())
                .as("any end is better than divergence")
                .isEqualTo(Verdict.SUPPORTED);
        assertThat(judge(of("plain", "3"), new Check.BetterThan("clip")).verdict())
                .isEqualTo(Verdict.REFUTED);
        assertThat(judge(of("clip", "0.5"), new Check.BetterThan("nobody")).verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void checksMeansAndRanges() {
        // With rate 3 a clipped x jumps by 3 from side to side and ends where it began: 1, 2, 3 -> 0, 4 -> 1 ...
        double mean = study.trials().stream()
                .filter(trial -> trial.cell().method().equals("clip")
                        && trial.cell().hyperparameters().get("optimizer.lr").equals(3.0))
                .mapToDouble(trial -> outcomes.get(trial.id()).metrics().get("test_loss"))
                .average()
                .orElseThrow();
        assertThat(judge(of("clip", "3"), new Check.Close(LOSS, Moment.MEAN, mean + 0.1, 0.11, null))
                        .verdict())
                .isEqualTo(Verdict.SUPPORTED);
        assertThat(judge(of("clip", "3"), new Check.Close(LOSS, Moment.MEAN, mean + 0.1, 0.05, null))
                        .verdict())
                .isEqualTo(Verdict.REFUTED);
        Judge.Finding diverged = judge(of("plain", "3"), new Check.Close(LOSS, Moment.MEAN, 0, 100.0, null));
        assertThat(diverged.verdict()).as("a mean of nothing meets nothing").isEqualTo(Verdict.REFUTED);
        assertThat(diverged.evidence()).contains("4 more have no finite value");
        assertThat(judge(of("plain", "0.5"), new Check.InRange(LOSS, null, 1e-9))
                        .verdict())
                .isEqualTo(Verdict.SUPPORTED);
    }

    @Test
    void readsLossCurves() {
        LossCurve falling = new LossCurve(new long[] {1, 2, 3, 4}, new double[] {4, 3, 3, 1});
        LossCurve bump = new LossCurve(new long[] {1, 2, 3, 4}, new double[] {4, 1, 2, 1.5});
        assertThat(falling.isMonotone(1, 4)).isTrue();
        assertThat(falling.isMonotone(1, 5)).as("it ends before").isFalse();
        assertThat(bump.isMonotone(1, 4)).isFalse();
        assertThat(bump.isMonotone(3, 4)).isTrue();
        assertThat(bump.lowestAt()).isEqualTo(2);
        assertThat(new LossCurve(new long[] {1, 2}, new double[] {1, Double.NaN}).isMonotone(1, 2))
                .isFalse();
        assertThat(new LossCurve(new long[] {1, 2}, new double[] {1, 1 + 1e-9}).isMonotone(1, 2))
                .as("rounding is no rise")
                .isTrue();

        assertThat(judge(of("plain", "0.5"), new Check.LossMonotone(1, 4), 1, trial -> Optional.of(recorded(falling)))
                        .verdict())
                .isEqualTo(Verdict.SUPPORTED);
        Judge.Finding lowest =
                judge(of("plain", "0.5"), new Check.LossLowestAt(3, 1), 1, trial -> Optional.of(recorded(bump)));
        assertThat(lowest.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(lowest.evidence()).contains("the lowest lies at step 2 in the median");
        assertThat(judge(of("plain", "0.5"), new Check.LossLowestAt(3, 0)).verdict())
                .as("without a trace nobody can tell")
                .isEqualTo(Verdict.UNKNOWN);
    }

    /** Losses alone, and an evaluation at the start and at the end. */
    private static Trace recorded(LossCurve curve) {
        int n = curve.step().length;
        TraceRecorder recorder = new TraceRecorder(List.of("a.weight", "a.bias", "b.weight"), List.of("a", "a", "b"));
        recorder.evaluation(0, Map.of("test_loss", 7.0));
        for (int i = 0; i < n; i++) {
            recorder.step(curve.step()[i], curve.loss()[i], 0.1, 13, 13, true, false, false, Double.NaN);
            double[] norms = {3 * (i + 1), 4 * (i + 1), 12 * (i + 1)};
            recorder.tensors(curve.step()[i], norms, norms, norms, new long[3]);
        }
        return recorder.trace();
    }

    @Test
    void looksIntoTheRecordOfARun() {
        Trace trace = recorded(new LossCurve(new long[] {1, 2, 3, 4}, new double[] {4, 3, 2, 1}));
        TrialOutcome outcome = outcomes.get(study.trials().get(0).id());
        assertThat(new Quantity.MeanLoss(0, 0, 2).of(outcome, () -> Optional.of(trace)))
                .isEqualTo(1.5);
        assertThat(new Quantity.MeanLoss(1, 3, 0).of(outcome, () -> Optional.of(trace)))
                .isEqualTo(3);
        assertThat(new Quantity.MeanLoss(0, 0, 5).of(outcome, () -> Optional.of(trace)))
                .as("a run of 4 steps has no last 5")
                .isNaN();
        assertThat(new Quantity.MetricAt("test_loss", 0).of(outcome, () -> Optional.of(trace)))
                .isEqualTo(7);
        assertThat(new Quantity.MetricAt("test_loss", 3).of(outcome, () -> Optional.of(trace)))
                .as("not measured there")
                .isNaN();
        assertThat(new Quantity.GradientNorm("a.bias", "", 1).of(outcome, () -> Optional.of(trace)))
                .isEqualTo(4);
        assertThat(new Quantity.GradientNorm("a", "", 2).of(outcome, () -> Optional.of(trace)))
                .as("a layer's tensors together")
                .isEqualTo(10);
        assertThat(new Quantity.GradientNorm("a", "b", 4).of(outcome, () -> Optional.of(trace)))
                .isEqualTo(5.0 / 12);
        assertThat(new Quantity.GradientNorm("all", "", 3).of(outcome, () -> Optional.of(trace)))
                .isEqualTo(13);
        assertThat(new Quantity.GradientNorm("b", "", 5).of(outcome, () -> Optional.of(trace)))
                .as("there is no step 5")
                .isNaN();
        assertThat(new Quantity.Logarithm(new Quantity.GradientNorm("b", "", 1)).of(outcome, () -> Optional.of(trace)))
                .isEqualTo(Math.log(12));
        assertThat(new Quantity.GradientNorm("b", "", 1).of(outcome, Optional::empty))
                .isNaN();
    }

    @Test
    void doesNotTakeTheExtremesOfSeveralStepsForTheNormOfOne() {
        int steps = 1500;
        LossCurve curve =
                new LossCurve(java.util.stream.LongStream.rangeClosed(1, steps).toArray(), new double[steps]);
        TrialOutcome outcome = outcomes.get(study.trials().get(0).id());
        assertThat(new Quantity.GradientNorm("b", "", 1).of(outcome, () -> Optional.of(recorded(curve))))
                .isNaN();
    }

    @Test
    void checksAMeanAndADeviationAgainstTheErrorOfTheRunsThemselves() {
        double[] values = {1, 2, 3, 4};
        assertThat(Moment.MEAN.of(values)).isEqualTo(2.5);
        assertThat(Moment.SD.of(values)).isEqualTo(Math.sqrt(5.0 / 3));
        assertThat(Moment.MEAN.standardError(values)).isEqualTo(Math.sqrt(5.0 / 3) / 2);
        assertThat(Moment.SD.standardError(values)).isEqualTo(Math.sqrt(5.0 / 3) / Math.sqrt(6));
        for (Trial trial : study.trials()) {
            TrialOutcome old = outcomes.get(trial.id());
            outcomes.put(trial.id(), withLoss(old, 1.0 + trial.seed()));
        }
        assertThat(judge(of("clip", "3"), new Check.Close(LOSS, Moment.MEAN, 5.0, null, 3.9))
                        .verdict())
                .as("2.5 + 3.9 x 0.645 = 5.02")
                .isEqualTo(Verdict.SUPPORTED);
        assertThat(judge(of("clip", "3"), new Check.Close(LOSS, Moment.MEAN, 5.0, null, 3.8))
                        .verdict())
                .as("2.5 + 3.8 x 0.645 = 4.95")
                .isEqualTo(Verdict.REFUTED);
        assertThat(judge(of("clip", "3"), new Check.Close(LOSS, Moment.SD, 1.3, 0.01, null))
                        .verdict())
                .isEqualTo(Verdict.SUPPORTED);
    }

    private static TrialOutcome withLoss(TrialOutcome old, double loss) {
        return new TrialOutcome(
                TrialState.COMPLETED,
                null,
                Map.of("test_loss", loss),
                loss < 2.5,
                null,
                old.engagedFraction(),
                0,
                old.steps(),
                old.seconds(),
                old.stepsPerSecond(),
                null,
                List.of(),
                List.of());
    }

    @Test
    void comparesSuccessRatesCellByCell() {
        // At rate 0.5 all arrive; at 3 plain descent never does, and clipped descent jumps from 3 (seed 2) to 0.
        Selection clip = new Selection(List.of(), List.of("clip"), List.of(), Map.of(), List.of(), null);
        Selection plain = new Selection(List.of(), List.of("plain"), List.of(), Map.of(), List.of(), null);
        Judge.Finding often = judge(clip, new Check.SucceedsAsOftenAs("plain"));
        assertThat(often.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(often.evidence())
                .isEqualTo("clip: 2 of 2 cells reached the target at least as often as 'plain'"
                        + " (4/4 and 4/4, 1/4 and 0/4)");
        Judge.Finding seldom = judge(plain, new Check.SucceedsAsOftenAs("clip"));
        assertThat(seldom.verdict()).isEqualTo(Verdict.MIXED);
        assertThat(seldom.evidence()).contains("1 of 2 cells").contains("0/4 and 1/4");
        assertThat(judge(of("plain", "3"), new Check.SucceedsAsOftenAs("clip")).verdict())
                .isEqualTo(Verdict.REFUTED);
        Judge.Finding together = judge(of("clip", "3"), new Check.SucceedsAsOftenAsThose(plain));
        assertThat(together.verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(together.evidence())
                .isEqualTo("parabola, clip, optimizer.lr=3: 1 of 4 runs reached the target, 4 of 8 of plain");
        assertThat(judge(clip, new Check.SucceedsAsOftenAsThose(plain)).verdict())
                .isEqualTo(Verdict.SUPPORTED);
        assertThat(judge(clip, new Check.SucceedsAsOftenAs("nobody")).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aClaimIsAsGoodAsItsExpectations() {
        Claim both = new Claim(
                "plain descent explodes, clipped descent does not",
                List.of(
                        new Expectation(of("plain", "3"), new Check.Diverges(), 1),
                        new Expectation(of("clip", "3"), new Check.NeverDiverges(), 1)));
        Judge judge = new Judge(study.trials(), outcomes, trial -> Optional.empty());
        assertThat(judge.judge(both).verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(judge.judge(both).evidence())
                .contains("4 of 4 runs diverged")
                .contains("; ")
                .contains("did not diverge");
        assertThat(Verdict.of(List.of(Verdict.SUPPORTED, Verdict.REFUTED))).isEqualTo(Verdict.MIXED);
        assertThat(Verdict.of(List.of(Verdict.SUPPORTED, Verdict.UNKNOWN))).isEqualTo(Verdict.UNKNOWN);
        assertThat(Verdict.of(List.of(Verdict.REFUTED, Verdict.REFUTED))).isEqualTo(Verdict.REFUTED);
        assertThat(Verdict.of(List.of())).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void runsWithoutAResultDoNotCount() {
        Trial first = study.trials().get(0);
        outcomes.put(first.id(), TrialOutcome.failed("broken", 0));
        assertThat(judge(of("plain", "0.5"), new Check.ReachesTarget()).evidence())
                .contains("3 of 3 runs");
        assertThat(outcomes.get(first.id()).status()).isEqualTo(TrialState.FAILED);
    }
}
