package io.steadygrad.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.health.Symptom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RivalsTest {
    private final HandMade run = new HandMade();

    static Stream<Rival> rivals() {
        return Rival.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void takesAnOrdinaryRunForHealthy(Rival rival) {
        assertThat(rival.judge(run.trace())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void seesNaN(Rival rival) {
        if (rival instanceof UpdateRatio) {
            return;
        }
        run.loss[150] = Double.NaN;
        run.norm[150] = Double.NaN;
        assertThat(rival.judge(run.trace()))
                .hasValueSatisfying(alarm -> assertThat(alarm.step()).isEqualTo(151));
    }

    @Test
    void autoTrainerJudgesGradientsOnlyOfRunsThatDoNotLearn() {
        HandMade.from(1, 0, run.l2, 1e-6);
        assertThat(new AutoTrainer().judge(run.trace())).isEmpty();

        Arrays.fill(run.accuracy, 0.5);
        // 30 % of 200 epochs are over at the 60th, which is one of every three.
        assertThat(new AutoTrainer().judge(run.trace())).hasValue(new Alarm(Symptom.VANISHING, 60, null));
    }

    @Test
    void autoTrainerSeesExplodingDyingAndSlow() {
        Arrays.fill(run.accuracy, 0.5);
        assertThat(new AutoTrainer().judge(run.trace())).hasValue(new Alarm(Symptom.SLOW, 60, null));

        HandMade.from(1, 0, run.l2, 7.1);
        assertThat(new AutoTrainer().judge(run.trace())).hasValue(new Alarm(Symptom.EXPLODING, 60, null));

        HandMade.from(1, 0, run.dead, 0.9);
        HandMade.from(1, 1, run.dead, 0.6);
        assertThat(new AutoTrainer().judge(run.trace())).hasValue(new Alarm(Symptom.DEAD_UNITS, 60, null));
    }

    @Test
    void autoTrainerSeesSwingsOfThreePercentInAFifthOfTheEpochs() {
        for (int i = 0; i < HandMade.STEPS; i++) {
            run.accuracy[i] = i % 4 < 2 ? 0.9 : 0.86;
        }
        assertThat(new AutoTrainer().judge(run.trace())).hasValue(new Alarm(Symptom.OSCILLATION, 60, null));

        for (int i = 0; i < HandMade.STEPS; i++) {
            run.accuracy[i] = i < 20 ? 0.7 + 0.01 * i : i % 4 < 2 ? 0.9 : 0.88;
        }
        assertThat(new AutoTrainer().judge(run.trace())).isEmpty();
    }

    @Test
    void deepDiagnosisSeesDeadNodesAtTheEndAndSaturationFromTheFifthEpoch() {
        HandMade.from(200, 1, run.dead, 0.75);
        assertThat(new DeepDiagnosis().judge(run.trace())).hasValue(new Alarm(Symptom.DEAD_UNITS, 200, "hidden.1"));

        HandMade.from(1, 0, run.saturated, 0.51);
        assertThat(new DeepDiagnosis().judge(run.trace())).hasValue(new Alarm(Symptom.SATURATION, 5, "hidden.0"));
    }

    @Test
    void deepDiagnosisSeesVanishedGradientsZeroLayersAndTheSameLossFiveTimes() {
        HandMade.from(100, 0, run.linf, 3e-7);
        assertThat(new DeepDiagnosis().judge(run.trace())).hasValue(new Alarm(Symptom.VANISHING, 100, "hidden.0"));

        Arrays.fill(run.loss, 50, 55, 0.3);
        assertThat(new DeepDiagnosis().judge(run.trace())).hasValue(new Alarm(Symptom.SLOW, 55, null));

        HandMade.from(7, 1, run.scale, 0);
        assertThat(new DeepDiagnosis().judge(run.trace())).hasValue(new Alarm(Symptom.DEAD_UNITS, 7, "hidden.1"));
    }

    @Test
    void deepDiagnosisSeesTargetsThatTheLastActivationCannotReach() {
        run.task = "regression";
        run.outputActivation = "sigmoid";
        assertThat(new DeepDiagnosis().judge(run.trace())).isEmpty();
        run.largestTarget = 3;
        assertThat(new DeepDiagnosis().judge(run.trace())).hasValue(new Alarm(Symptom.STRUCTURAL, 1, null));
    }

    @Test
    void theDeepCheckerHasALowerAndAnUpperLimitOfGradients() {
        HandMade.from(30, 1, run.linf, 4.1e6);
        assertThat(new TheDeepChecker().judge(run.trace())).hasValue(new Alarm(Symptom.EXPLODING, 30, "output"));
        HandMade.from(20, 0, run.linf, 3.9e-6);
        assertThat(new TheDeepChecker().judge(run.trace())).hasValue(new Alarm(Symptom.VANISHING, 20, "hidden.0"));
    }

    @Test
    void updateRatiosAreJudgedOverFiveSamples() {
        run.update[20] = 1e-9f;
        assertThat(new UpdateRatio().judge(run.trace())).isEmpty();
        HandMade.from(11, 0, run.update, 0.9e-4);
        assertThat(new UpdateRatio().judge(run.trace())).hasValue(new Alarm(Symptom.SLOW, 15, "hidden.0"));
    }

    @Test
    void sageMakerSeesHalfDeadLayersAndWildUpdates() {
        HandMade.from(90, 0, run.dead, 0.51);
        assertThat(new SageMakerDebugger().judge(run.trace())).hasValue(new Alarm(Symptom.DEAD_UNITS, 90, "hidden.0"));
        HandMade.from(80, 1, run.update, 10.1);
        assertThat(new SageMakerDebugger().judge(run.trace())).hasValue(new Alarm(Symptom.EXPLODING, 80, "output"));
    }

    @Test
    void sixSigmaFollowsTheLastHundredNorms() {
        run.norm[120] = 2.4;
        assertThat(new NormSpike().judge(run.trace()))
                .as("mean 1.25, deviation .16")
                .hasValueSatisfying(alarm -> assertThat(alarm.step()).isEqualTo(121));
        run.norm[120] = 2.1;
        assertThat(new NormSpike().judge(run.trace())).isEmpty();
    }

    @Test
    void aSlopeIsComparedWithItsStandardError() {
        // y = 0, 1, 0, 1, ..., 1 over ten points: slope 1/33, standard error 2/33, so Phi(1/2) = .6915.
        double[] values = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
        assertThat(LossSlope.probabilityOfRising(values)).isCloseTo(0.6915, within(0.0001));
        for (int i = 100; i < 200; i++) {
            run.loss[i] = 0.1 + 0.001 * i * (i % 2 == 0 ? 1.01 : 0.99);
        }
        assertThat(new LossSlope().judge(run.trace())).hasValue(new Alarm(null, 200, null));
    }
}
