package io.steadygrad.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.trace.LayerSample;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static List<Symptom> verdicts(Trace trace) {
        return Health.diagnose(trace).stream()
                .filter(Diagnosis::isVerdict)
                .map(Diagnosis::symptom)
                .toList();
    }

    @Test
    void nothingIsWrongWithARunThatLearns() {
        assertThat(Health.diagnose(new Recording(400).trace())).isEmpty();
    }

    @Test
    void aRunThatLearnedIsHealthyHoweverItsGradientsLook() {
        Trace trace = new Recording(400)
                .layers((step, layer) ->
                        new LayerSample(layer, "tanh", 5, 1, 0, 1e-4, 0.9, 0.8, 0, layer.equals("hidden.0") ? 1e-9 : 1))
                .norm(step -> step < 300 ? 1 : 1e-9)
                .trace();

        assertThat(Health.diagnose(trace)).isEmpty();
    }

    @Test
    void aPlateauAtTheNoiseFloorOfTheLabelsIsHealthy() {
        Trace trace = new Recording(800)
                .loss(step -> 0.61 + 0.08 * Math.exp(-step / 40.0) + 0.02 * Math.sin(step))
                .accuracy(step -> 0.68 + 0.005 * Math.sin(step))
                .trace();

        assertThat(Health.diagnose(trace)).isEmpty();
    }

    @Test
    void noBeginningOfAHealthyRunIsAccused() {
        Trace trace = new Recording(800)
                .loss(step -> Recording.CHANCE * (step < 150 ? 1 : 0.1 + 0.9 * Math.exp((150 - step) / 50.0)))
                .accuracy(step -> step < 150 ? 0.5 : 0.95)
                .layers((step, layer) -> new LayerSample(
                        layer,
                        "tanh",
                        5,
                        1,
                        0,
                        step < 150 ? 0.005 : 0.5,
                        0,
                        0,
                        0,
                        layer.equals("hidden.0") && step < 150 ? 5e-4 : 1))
                .trace();

        assertThat(IntStream.rangeClosed(1, 800).filter(step -> step % 20 == 0 || step < 20))
                .allSatisfy(step -> assertThat(verdicts(Prefix.of(trace, step)))
                        .as("after step " + step)
                        .isEmpty());
    }

    @Test
    void theCauseComesFirstAndWhatFollowedStandsInItsChain() {
        Trace trace = new Recording(400)
                .loss(step -> step == 2 ? 1e9 : step == 3 ? 1e5 : Recording.CHANCE)
                .norm(step -> step == 2 ? 1e10 : step > 3 ? 0.01 : 1)
                .accuracy(step -> 0.5)
                .layers((step, layer) ->
                        layer.startsWith("hidden") && step > 2 ? Recording.dead(layer, 1, 0) : Recording.sample(layer))
                .trace();

        List<Diagnosis> found = Health.diagnose(trace);

        assertThat(found).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.EXPLODING);
            assertThat(diagnosis.step()).isEqualTo(2);
            assertThat(diagnosis.isVerdict()).isTrue();
            assertThat(diagnosis.chain())
                    .extracting(Diagnosis.Link::symptom)
                    .startsWith(Symptom.EXPLODING, Symptom.DEAD_UNITS);
        });
    }

    @Test
    void deadUnitsAreSeenAtOnceWhereNoGradientComesBack() {
        Trace trace = new Recording(40)
                .ofBudget(4000)
                .learningNothing()
                .layers((step, layer) -> layer.equals("hidden.1")
                        ? Recording.dead(layer, 1, 0.1)
                        : new LayerSample(
                                layer, "relu", 10, 1, 0, 0.5, 0.2, Double.NaN, 0, layer.equals("hidden.0") ? 0 : 0.3))
                .trace();

        assertThat(Health.diagnose(trace)).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.DEAD_UNITS);
            assertThat(diagnosis.layer()).isEqualTo("hidden.1");
            assertThat(diagnosis.step()).isEqualTo(1);
            assertThat(diagnosis.evidence()).containsEntry("dead_share", 1.0);
        });
    }

    @Test
    void vanishingInDepthIsToldByBackPropagatedGradients() {
        Trace trace = new Recording(400)
                .learningNothing()
                .layers((step, layer) -> new LayerSample(
                        layer, "sigmoid", 5, 0.5, 0.5, 1e-5, 0, 0, 0, layer.equals("hidden.0") ? 1e-7 : 0.1))
                .trace();

        Diagnosis first = Health.diagnose(trace).get(0);

        assertThat(first.symptom()).isEqualTo(Symptom.VANISHING);
        assertThat(first.layer()).isEqualTo("hidden.0");
        assertThat(first.step()).isEqualTo(1);
        assertThat(verdicts(Prefix.of(trace, 40))).as("may yet find its way").isEmpty();
        assertThat(verdicts(Prefix.of(trace, 100))).containsExactly(Symptom.VANISHING);
    }

    @Test
    void vanishingInTimeIsToldByTheFlowThroughIt() {
        Trace trace = new Recording(400).learningNothing().flow(step -> 1e-17).trace();

        assertThat(Health.diagnose(trace)).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.VANISHING);
            assertThat(diagnosis.layer()).isEqualTo("recurrent");
        });
    }

    @Test
    void saturationFromTheStartIsItsOwnCause() {
        Trace trace = new Recording(400)
                .learningNothing()
                .layers((step, layer) -> new LayerSample(layer, "tanh", 5, 1, 0, 0.9, 0, 0.95, 0, 0.1))
                .trace();

        assertThat(verdicts(trace)).containsExactly(Symptom.SATURATION);
    }

    @Test
    void slowIsARunWhoseWeightsCannotGetAnywhere() {
        Recording recording = new Recording(400)
                .loss(step -> 0.75 - 1e-5 * step + 0.001 * Math.sin(step))
                .accuracy(step -> 0.52)
                .update(step -> 1e-5);
        Trace trace = recording.trace();

        assertThat(verdicts(trace)).containsExactly(Symptom.SLOW);
        assertThat(verdicts(Prefix.of(trace, 30))).containsExactly(Symptom.SLOW);
        assertThat(verdicts(recording.rate(step -> step * 1e-6).trace()))
                .as("a warm-up")
                .isEmpty();
    }

    @Test
    void oscillationIsGoingUpAndDownByMoreThanWhatIsGained() {
        Trace trace = new Recording(800)
                .loss(step -> 0.5 + 0.3 * Math.sin(step / 8.0))
                .accuracy(step -> 0.6 + 0.15 * Math.sin(step / 8.0))
                .trace();

        assertThat(verdicts(trace)).containsExactly(Symptom.OSCILLATION);
    }

    @Test
    void aSpikeIsToldWithItsBatch() {
        Trace trace = new Recording(600)
                .loss(step -> step < 205 ? 0.2 + 0.01 * Math.sin(step) : step == 205 ? 14 : 0.8 + 0.01 * Math.sin(step))
                .norm(step -> step == 205 ? 3000 : 1 + 0.3 * Math.sin(7 * step))
                .accuracy(step -> step < 205 ? 0.95 : 0.5)
                .trace();

        Diagnosis first = Health.diagnose(trace).get(0);

        assertThat(first.symptom()).isEqualTo(Symptom.SPIKE);
        assertThat(first.step()).isEqualTo(205);
        assertThat(first.batch()).as("of its epoch of ten").isEqualTo(4);
    }

    @Test
    void aBumpThatHealsIsNoSpike() {
        Trace trace = new Recording(600)
                .loss(step -> step == 205 ? 14 : 0.2 + 0.01 * Math.sin(step))
                .norm(step -> step == 205 ? 3000 : 1)
                .trace();

        assertThat(Health.diagnose(trace)).isEmpty();
    }

    @Test
    void aCellThatIsNotANumberIsTheDatasFault() {
        Trace trace = new Recording(250)
                .ofBudget(1000)
                .loss(step -> step == 250 ? Double.NaN : 0.3)
                .norm(step -> step == 250 ? Double.NaN : 1)
                .origin(new Signals.Origin(250, "input", "", 9, List.of(317L)))
                .trace();

        assertThat(Health.diagnose(trace)).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.NON_FINITE);
            assertThat(diagnosis.step()).isEqualTo(250);
            assertThat(diagnosis.batch()).isEqualTo(9);
            assertThat(diagnosis.layer()).isEqualTo("hidden.0");
            assertThat(diagnosis.evidence()).containsEntry("first_row", 317.0);
        });
    }

    @Test
    void aRunWhoseLastStepsWereAllRejectedHasDivergedToo() {
        Trace trace = new Recording(250)
                .ofBudget(1000)
                .loss(step -> step >= 241 ? Double.NaN : 0.3)
                .norm(step -> step >= 241 ? Double.NaN : 1)
                .accepted(step -> step < 241)
                .origin(new Signals.Origin(241, "forward", "output", 1, List.of(3L)))
                .trace();

        assertThat(Health.diagnose(trace)).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.NON_FINITE);
            assertThat(diagnosis.isVerdict()).isTrue();
            assertThat(diagnosis.step()).isEqualTo(241);
            assertThat(diagnosis.layer()).isEqualTo("output");
        });
    }

    @Test
    void soHasOneWhoseLastGradientsWereNotFiniteThoughItsLossIs() {
        Trace trace = new Recording(250)
                .learningNothing()
                .norm(step -> step >= 241 ? Double.NaN : 1)
                .accepted(step -> step < 241)
                .origin(new Signals.Origin(241, "backward", "hidden.1", 1, List.of()))
                .trace();

        assertThat(Health.diagnose(trace).get(0)).satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.NON_FINITE);
            assertThat(diagnosis.layer()).isEqualTo("hidden.1");
        });
    }

    @Test
    void oneRejectedStepAtTheEndIsNoDivergence() {
        Trace trace = new Recording(250)
                .loss(step -> step == 250 ? Double.NaN : 0.2)
                .norm(step -> step == 250 ? Double.NaN : 1)
                .accepted(step -> step < 250)
                .trace();

        assertThat(Health.diagnose(trace)).isEmpty();
    }

    @Test
    void aLossThatOnlyTheLastEvaluationFindsNotFiniteIsToldAsThat() {
        Trace trace = new Recording(250)
                .trainLoss(step -> step == 250 ? Double.NaN : 0.2)
                .accuracy(step -> step == 250 ? Double.NaN : 0.9)
                .trace();

        assertThat(Health.diagnose(trace)).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.NON_FINITE);
            assertThat(diagnosis.isVerdict()).isTrue();
            assertThat(diagnosis.finding()).isEqualTo("the loss on all training rows is not finite after step 250");
        });
    }

    @Test
    void anExplosionThatOnlyALayersScaleShowsIsToldByIt() {
        Trace trace = new Recording(250)
                .learningNothing()
                .layers((step, layer) -> layer.equals("hidden.1") && step >= 100
                        ? new LayerSample(layer, "relu", 10, 3e7, 0.5, 0.6, 0.1, 0, 0, 0.2)
                        : Recording.sample(layer))
                .trace();

        Diagnosis first = Health.diagnose(trace).get(0);

        assertThat(first.symptom()).isEqualTo(Symptom.EXPLODING);
        assertThat(first.layer()).isEqualTo("hidden.1");
        assertThat(first.step()).isEqualTo(100);
        assertThat(first.finding()).contains("a layer put out numbers of size 3.0e+07");
    }

    @Test
    void weightsThatLeaptTellWhenWhereTheLossIsBounded() {
        Trace trace = new Recording(250)
                .learningNothing()
                .weight((step, tensor) -> tensor.equals("hidden.1.weight") && step >= 100 ? 1500 : 3)
                .trace();

        Diagnosis first = Health.diagnose(trace).get(0);

        assertThat(first.symptom()).isEqualTo(Symptom.EXPLODING);
        assertThat(first.layer()).isEqualTo("hidden.1");
        assertThat(first.step()).isEqualTo(100);
        assertThat(first.finding()).contains("the weights of hidden.1 stand out by a factor of 5.0e+02");
    }

    @Test
    void overflowAfterGrowthIsAnExplosionAtTheFirstLayerThatOverflowed() {
        Trace trace = new Recording(60)
                .ofBudget(1000)
                .loss(step -> step == 60 ? Double.NaN : Math.pow(2, step))
                .norm(step -> step == 60 ? Double.NaN : Math.pow(3, step))
                .origin(new Signals.Origin(60, "forward", "hidden.1", 9, List.of()))
                .trace();

        Diagnosis first = Health.diagnose(trace).get(0);

        assertThat(first.symptom()).isEqualTo(Symptom.EXPLODING);
        assertThat(first.layer()).isEqualTo("hidden.1");
        assertThat(first.step()).as("loss a hundred times chance").isEqualTo(7);
    }

    @Test
    void aRecurrentNetworkThatExplodesBehindBoundedStatesIsTold() {
        Recording growing = new Recording(400).learningNothing().flow(step -> step == 1 ? 900 : 0.1);
        assertThat(Health.diagnose(growing.trace())).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.EXPLODING);
            assertThat(diagnosis.layer()).isEqualTo("recurrent");
            assertThat(diagnosis.step()).isEqualTo(1);
        });
        assertThat(verdicts(Prefix.of(growing.trace(), 80))).as("may settle").isEmpty();
        Trace thrown = new Recording(400)
                .learningNothing()
                .flow(step -> step < 3 ? 0.01 : 1e-9)
                .update(step -> step == 3 ? 6 : 0.02)
                .trace();
        assertThat(Health.diagnose(thrown).get(0).symptom()).isEqualTo(Symptom.EXPLODING);
        assertThat(Health.diagnose(thrown).get(0).step()).isEqualTo(3);
        assertThat(verdicts(new Recording(400).flow(step -> 900).trace()))
                .as("one that learns is healthy")
                .isEmpty();
    }

    @Test
    void layersOfWhichSomeUnitsLiveMayComeBack() {
        Trace trace = new Recording(400)
                .learningNothing()
                .layers((step, layer) ->
                        layer.equals("hidden.1") ? Recording.dead(layer, 0.97, 0.1) : Recording.sample(layer))
                .trace();

        assertThat(verdicts(Prefix.of(trace, 60))).isEmpty();
        assertThat(verdicts(Prefix.of(trace, 100))).containsExactly(Symptom.DEAD_UNITS);
    }

    @Test
    void aSkillOfNothingHasNoSign() {
        Trace trace = new Recording(400)
                .loss(step -> 1.002 * Recording.CHANCE)
                .accuracy(step -> 0.5)
                .flow(step -> 1e-17)
                .trace();

        assertThat(Health.diagnose(trace).get(0).finding()).endsWith("the skill is 0.00");
    }

    @Test
    void targetsBeyondWhatTheOutputCanPutOutAreStructural() {
        Signals.Columns upTo120 = new Signals.Columns(320, 1, 0, 0, 120, 55, 38, 38);
        Trace trace = new Recording(100)
                .learningNothing()
                .output("sigmoid")
                .regression(upTo120)
                .trace();

        assertThat(Health.diagnose(trace)).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.STRUCTURAL);
            assertThat(diagnosis.layer()).isEqualTo("output");
            assertThat(diagnosis.finding()).contains("sigmoid").contains("120");
            assertThat(diagnosis.evidence().get("best_r2")).isEqualTo(1 - Math.pow(54.0 / 38, 2));
        });
        Signals.Columns scaled = new Signals.Columns(320, 1, 0, 0, 2.5, 1, 1, 1);
        assertThat(verdicts(new Recording(100)
                        .learningNothing()
                        .output("tanh")
                        .regression(scaled)
                        .trace()))
                .doesNotContain(Symptom.STRUCTURAL);
        assertThat(verdicts(new Recording(100)
                        .learningNothing()
                        .output("linear")
                        .regression(upTo120)
                        .trace()))
                .doesNotContain(Symptom.STRUCTURAL);
    }

    @Test
    void aSoftmaxOverOneUnitIsStructural() {
        Trace trace = new Recording(100)
                .learningNothing()
                .norm(step -> 0)
                .output("softmax")
                .trace();

        assertThat(verdicts(trace)).containsExactly(Symptom.STRUCTURAL);
    }
}
