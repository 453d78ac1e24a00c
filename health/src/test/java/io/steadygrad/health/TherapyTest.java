package io.steadygrad.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TherapyTest {
    /** A hundred steps of norms 1 to 2, then steps of norm 1000; weights of norm 3 at a learning rate of 0.1. */
    private static Trace trace() {
        TraceRecorder recorder = new TraceRecorder(List.of("w"), List.of("w"));
        recorder.signals().updates(1, new double[] {3}, new double[] {0.1});
        for (int step = 1; step <= 110; step++) {
            double norm = step <= 100 ? 1 + step / 100.0 : 1000;
            recorder.step(step, 1, 0.1, norm, norm, true, false, false, Double.NaN);
        }
        return recorder.trace();
    }

    private static Diagnosis diagnosis(Symptom symptom, long step) {
        return new Diagnosis(
                symptom,
                step,
                null,
                null,
                0.9,
                Map.of(),
                List.of(new Diagnosis.Link(symptom, step, null)),
                "found",
                "change");
    }

    private static Optional<Prescription> next(Symptom symptom, long step, Set<Prescription> tried) {
        return Therapy.next(diagnosis(symptom, step), trace(), 1, tried);
    }

    @ParameterizedTest
    @EnumSource(Symptom.class)
    void noRemedyIsNamedTwiceAndTheyEnd(Symptom symptom) {
        Set<Prescription> tried = new LinkedHashSet<>();
        for (Optional<Prescription> each = next(symptom, 101, tried);
                each.isPresent();
                each = next(symptom, 101, tried)) {
            assertThat(tried.add(each.get())).isTrue();
            assertThat(Prescription.parse(each.get().toString())).isEqualTo(each.get());
        }
        assertThat(tried.size()).isLessThan(20);
        assertThat(tried.isEmpty()).isEqualTo(symptom == Symptom.STRUCTURAL);
    }

    @Test
    void spikesAreDroppedAboveWhatTheHealthyPartShowed() {
        Prescription first = next(Symptom.SPIKE, 101, Set.of()).orElseThrow();
        assertThat(first.fromStart()).isFalse();
        assertThat(first.remedies()).containsExactly(new Remedy.Reject(4 * 2.0));
        assertThat(next(Symptom.SPIKE, 101, Set.of(first)).orElseThrow().remedies())
                .containsExactly(new Remedy.Clip(1.9));
    }

    @Test
    void aRunThatSwingsGoesOnWithAShorterStepOnlyWhereItHadLearnedSomething() {
        Trace learned = new Recording(250).trace();
        Trace never = new Recording(250).learningNothing().trace();
        Diagnosis swings = diagnosis(Symptom.OSCILLATION, 250);

        assertThat(Therapy.next(swings, learned, 1, Set.of())).hasValue(Prescription.goingOn(new Remedy.Rate(0.1)));
        assertThat(Therapy.next(swings, never, 1, Set.of())).hasValue(Prescription.anew(new Remedy.Rate(0.1)));
    }

    @Test
    void anExplosionIsClippedWhereAStepChangesTheWeightsByAHundredth() {
        Prescription atBirth = next(Symptom.EXPLODING, 2, Set.of()).orElseThrow();
        assertThat(atBirth.fromStart()).isTrue();
        assertThat(((Remedy.Clip) atBirth.remedies().get(0)).threshold())
                .isCloseTo(0.3, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void whatDoesNotFlowIsDrawnAnewAndWhatIsSlowGetsAHigherRate() {
        assertThat(next(Symptom.VANISHING, 50, Set.of()).orElseThrow().remedies())
                .containsExactly(new Remedy.Reinitialise(0));
    }

    @Test
    void aRateIsRaisedSoFarThatTheWeightsMakeTheWayOfHealthyOnes() {
        Trace crawling = new Recording(400).update(step -> 3e-7).trace(); // 400 moves of 1e-7 of their size
        Set<Prescription> tried = new LinkedHashSet<>();
        Diagnosis slow = diagnosis(Symptom.SLOW, 50);
        for (double factor : List.of(1e5, 1e6, 1e4)) {
            Prescription next = Therapy.next(slow, crawling, 1, tried).orElseThrow();
            assertThat(next).isEqualTo(Prescription.anew(new Remedy.Rate(factor)));
            tried.add(next);
        }
    }

    @Test
    void aRecurrentNetworkThatExplodesAtOnceIsDrawnAnewAndItsGradientLimited() {
        Trace recurrent = new Recording(5).descending().trace();
        List<Remedy> first = Therapy.next(diagnosis(Symptom.EXPLODING, 2), recurrent, 1, Set.of())
                .orElseThrow()
                .remedies();
        assertThat(first).containsExactly(new Remedy.Reinitialise(0), new Remedy.Balance(1));
    }
}
