package io.steadygrad.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.trace.TraceRecorder;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void aRunWithoutAFiniteLossIsNotFinite() {
        TraceRecorder recorder = new TraceRecorder(List.of("output.weight"), List.of("output"));
        recorder.step(1, 0.7, 0.1, 1, 1, true, false, false, Double.NaN);
        recorder.step(2, Double.NaN, 0.1, 1, 1, true, false, false, Double.NaN);

        List<Diagnosis> found = Health.diagnose(recorder.trace());

        assertThat(found).hasSize(1);
        assertThat(found.get(0).symptom()).isEqualTo(Symptom.NON_FINITE);
        assertThat(found.get(0).step()).isEqualTo(2);
        assertThat(found.get(0).isVerdict()).isTrue();
    }
}
