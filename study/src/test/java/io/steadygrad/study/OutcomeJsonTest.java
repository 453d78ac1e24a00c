package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Repair;
import io.steadygrad.health.Symptom;
import io.steadygrad.store.TrialState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OutcomeJsonTest {
    private static final Diagnosis DIAGNOSIS = new Diagnosis(
            Symptom.DEAD_UNITS,
            40,
            "hidden.0",
            null,
            0.97,
            evidence(),
            List.of(
                    new Diagnosis.Link(Symptom.EXPLODING, 6, null),
                    new Diagnosis.Link(Symptom.DEAD_UNITS, 40, "hidden.0")),
            "all 50 units of hidden.0 put out 0",
            "lower the learning rate");
    private static final Repair REPAIR =
            new Repair("roll_back", DIAGNOSIS, 41, 30, true, "back to step 30", Double.NaN, 0.25);

    private static Map<String, Double> evidence() {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("dead_share", 1.0);
        evidence.put("gradient", Double.NaN);
        return evidence;
    }

    private static TrialOutcome outcome() {
        return new TrialOutcome(
                TrialState.COMPLETED,
                null,
                Map.of("test_accuracy", 0.5),
                false,
                null,
                0.0,
                0,
                60,
                0.5,
                2000.0,
                null,
                List.of(DIAGNOSIS),
                List.of(REPAIR));
    }

    @Test
    void diagnosesAndRepairsAreReadAsWritten() {
        TrialOutcome read = OutcomeJson.read(Json.compact(OutcomeJson.write(outcome())));

        assertThat(read).isEqualTo(outcome());
    }

    @Test
    void symptomsHaveTheirNamesAndWhatIsNotFiniteIsNull() {
        ObjectNode json = OutcomeJson.write(outcome());

        assertThat(json.at("/diagnoses/0/symptom").asString()).isEqualTo("dead_units");
        assertThat(json.at("/diagnoses/0/evidence/gradient").isNull()).isTrue();
        assertThat(json.at("/diagnoses/0/chain/0/symptom").asString()).isEqualTo("exploding");
        assertThat(json.at("/repairs/0/before").isNull()).isTrue();
    }

    @Test
    void resultsOfBeforeThereWereDiagnosesAreStillRead() {
        ObjectNode json = OutcomeJson.write(outcome());
        json.remove(List.of("diagnoses", "repairs"));

        TrialOutcome read = OutcomeJson.read(Json.compact(json));

        assertThat(read.diagnoses()).isEmpty();
        assertThat(read.repairs()).isEmpty();
    }
}
