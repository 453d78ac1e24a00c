package io.steadygrad.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.trace.LayerSample;
import io.steadygrad.trace.Signals;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private static Recording start() {
        return new Recording(1).ofBudget(400);
    }

    private static Signals.Columns columns(long nonFinite, long constant, double rms, double greatestScale) {
        return new Signals.Columns(320, 2, nonFinite, constant, 3 * rms, rms, 1, greatestScale);
    }

    @Test
    void aSoundStartIsNotRemarkedOn() {
        assertThat(Health.preflight(start().trace())).isEmpty();
    }

    @Test
    void numbersThatAreNotFiniteAreAVerdict() {
        assertThat(Health.preflight(start().trace(columns -> columns(3, 0, 1, 1))))
                .singleElement()
                .satisfies(diagnosis -> {
                    assertThat(diagnosis.symptom()).isEqualTo(Symptom.NON_FINITE);
                    assertThat(diagnosis.isVerdict()).isTrue();
                    assertThat(diagnosis.evidence()).containsEntry("inputs", 3.0);
                });
    }

    @Test
    void inputsThatNeverChangeAreAVerdictAndOneColumnIsNot() {
        assertThat(Health.preflight(start().trace(columns -> columns(0, 2, 1, 1))))
                .singleElement()
                .satisfies(diagnosis -> {
                    assertThat(diagnosis.symptom()).isEqualTo(Symptom.STRUCTURAL);
                    assertThat(diagnosis.isVerdict()).isTrue();
                });
        assertThat(Health.preflight(start().trace(columns -> columns(0, 1, 1, 1))))
                .isEmpty();
    }

    @Test
    void unscaledInputsAreAHint() {
        assertThat(Health.preflight(start().trace(columns -> columns(0, 0, 300, 1))))
                .singleElement()
                .satisfies(diagnosis -> {
                    assertThat(diagnosis.finding()).contains("unscaled");
                    assertThat(diagnosis.isVerdict()).isFalse();
                });
        assertThat(Health.preflight(start().trace(columns -> columns(0, 0, 1, 1e5))))
                .hasSize(1);
    }

    @Test
    void aLossFarAboveChanceIsAHint() {
        assertThat(Health.preflight(start().loss(step -> 9).trace()))
                .singleElement()
                .satisfies(diagnosis -> assertThat(diagnosis.evidence())
                        .containsEntry("first_loss", 9.0)
                        .containsEntry("chance_loss", Recording.CHANCE));
    }

    @Test
    void aSignalThatShrinksFromLayerToLayerIsAHintAtTheLayerThatShrinksItMost() {
        assertThat(Health.preflight(start().layers((step, layer) -> new LayerSample(
                                layer, "tanh", 10, 1, 0, layer.equals("hidden.0") ? 0.5 : 1e-5, 0, 0, 0, 0.1))
                        .trace()))
                .singleElement()
                .satisfies(diagnosis -> {
                    assertThat(diagnosis.symptom()).isEqualTo(Symptom.VANISHING);
                    assertThat(diagnosis.layer()).isEqualTo("hidden.1");
                    assertThat(diagnosis.isVerdict()).isFalse();
                });
    }

    @Test
    void deadAndSaturatedLayersAreHints() {
        List<Diagnosis> found = Health.preflight(start().layers((step, layer) -> layer.equals("hidden.0")
                        ? Recording.dead(layer, 1, 0)
                        : new LayerSample(layer, "tanh", 10, 1, 0, 0.9, 0, 1, 0, 0.1))
                .trace());

        assertThat(found).extracting(Diagnosis::symptom).contains(Symptom.DEAD_UNITS, Symptom.SATURATION);
        assertThat(found).noneMatch(Diagnosis::isVerdict);
    }
}
