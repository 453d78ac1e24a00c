package io.steadygrad.rival;

import io.steadygrad.trace.Trace;
import java.util.List;
import java.util.Optional;

/** A published rule, or a tool's set of rules, that judges a run by its record. */
public interface Rival {
    /** What a table calls it. */
    String name();

    /** Its first alarm, or none where it takes the run for healthy. */
    Optional<Alarm> judge(Trace trace);

    /** All of them with their published defaults. */
    static List<Rival> all() {
        return List.of(
                new AutoTrainer(),
                new DeepDiagnosis(),
                new TheDeepChecker(),
                new UpdateRatio(),
                new SageMakerDebugger(),
                new NormSpike(),
                new LossSlope());
    }
}
