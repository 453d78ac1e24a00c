package io.steadygrad.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.trace.Trace;
import org.junit.jupiter.api.Test;

class CulpritTest {
    @Test
    void noLayerStandsOutOfAHealthyRun() {
        assertThat(Culprit.find(new Recording(100).trace())).isEmpty();
    }

    @Test
    void weightsThatWereBornTooLargeStandOut() {
        Trace trace = new Recording(100)
                .weight((step, tensor) -> tensor.equals("hidden.1.weight") ? 300 : 3)
                .trace();

        assertThat(Culprit.find(trace)).hasValueSatisfying(culprit -> {
            assertThat(culprit.layer()).isEqualTo("hidden.1");
            assertThat(culprit.grew()).isTrue();
            assertThat(culprit.step()).isEqualTo(1);
        });
    }

    @Test
    void anOutputThatIsDrawnOtherwiseDoesNotWhereAllElseIsSmall() {
        Trace trace = new Recording(100)
                .weight((step, tensor) -> tensor.equals("output.weight") ? 3 : 0.1)
                .trace();

        assertThat(Culprit.find(trace)).as("it is as large as he draws it").isEmpty();
    }

    @Test
    void weightsThatChangeByThemselvesStandOut() {
        Trace trace = new Recording(100)
                .weight((step, tensor) -> tensor.equals("hidden.0.weight") && step >= 45 ? 0.003 : 3)
                .trace();

        assertThat(Culprit.find(trace)).hasValueSatisfying(culprit -> {
            assertThat(culprit.layer()).isEqualTo("hidden.0");
            assertThat(culprit.shrank()).isTrue();
            assertThat(culprit.step()).as("the sample after it").isEqualTo(50);
        });
    }

    @Test
    void weightsThatUpdatesMovedDoNot() {
        Trace trace = new Recording(100)
                .weight((step, tensor) -> tensor.equals("hidden.0.weight") ? step : 3)
                .update(step -> 1)
                .trace();

        assertThat(Culprit.find(trace)).isEmpty();
    }

    @Test
    void aLayerOfWeightsThatAreNextToNothingIsTheCauseOfWhatIsDeadBehindIt() {
        Trace trace = new Recording(400)
                .learningNothing()
                .weight((step, tensor) -> tensor.equals("hidden.0.weight") ? 3e-6 : 3)
                .layers((step, layer) ->
                        layer.equals("hidden.1") ? Recording.dead(layer, 1, 0.1) : Recording.dead(layer, 0.2, 0))
                .trace();

        assertThat(Health.diagnose(trace)).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.symptom()).isEqualTo(Symptom.VANISHING);
            assertThat(diagnosis.layer()).isEqualTo("hidden.0");
            assertThat(diagnosis.chain()).extracting(Diagnosis.Link::symptom).contains(Symptom.DEAD_UNITS);
        });
    }
}
