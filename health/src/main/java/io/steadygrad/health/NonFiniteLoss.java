package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A loss that is not finite, with the place where that began. */
final class NonFiniteLoss {
    private NonFiniteLoss() {}

    static Optional<Diagnosis> find(Trace trace) {
        Trace.Steps steps = trace.steps();
        for (int i = 0; i < steps.size(); i++) {
            if (Double.isNaN(steps.loss()[i])) {
                return Optional.of(diagnosis(trace, steps.step()[i]));
            }
        }
        return Optional.empty();
    }

    private static Diagnosis diagnosis(Trace trace, long step) {
        Signals.Origin origin = trace.signals().origins().stream()
                .filter(each -> each.step() == step)
                .findFirst()
                .orElse(null);
        String layer = origin == null || origin.layer().isEmpty() ? null : origin.layer();
        return new Diagnosis(
                Symptom.NON_FINITE,
                step,
                layer,
                origin == null ? null : origin.batch(),
                0.95,
                Map.of(),
                List.of(new Diagnosis.Link(Symptom.NON_FINITE, step, layer)),
                "the training loss is not finite at step " + step,
                "look at that batch, and reject such steps with skip_nonfinite");
    }
}
