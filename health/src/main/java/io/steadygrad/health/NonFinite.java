package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * NaN or infinity that no growth led to.
 *
 * <p><b>Definition.</b> The run diverged, and where numbers first stopped being finite they came from outside: from the inputs or the targets; or nothing had
 * grown before. <b>Evidence.</b> The {@link Signals.Origin} of that step: place, first layer, batch and rows. <b>Edges.</b> Steps that were rejected and
 * did no harm are no verdict. Overflow after growth is {@link Exploding}. <b>Layer.</b> The first in the order of the forward pass; for inputs the first
 * layer that reads them. <b>Differs:</b> all others look at whether the loss is NaN; none says whose cell it was.
 */
final class NonFinite {
    private NonFinite() {}

    /** Whether what is not finite came with the data. */
    static boolean fromData(Evidence evidence) {
        Signals.Origin origin = origin(evidence);
        return evidence.diverged() && origin != null && origin.place().equals("input");
    }

    static Optional<Diagnosis> find(Evidence evidence) {
        if (!evidence.diverged()) {
            return Optional.empty();
        }
        Signals.Origin origin = origin(evidence);
        long step = origin == null ? firstNaN(evidence) : origin.step();
        String layer = origin == null ? null : origin.layer();
        List<String> names = evidence.layers().names();
        if (layer == null || layer.isEmpty()) {
            layer = fromData(evidence) && !names.isEmpty() ? names.get(0) : null;
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (origin != null && !origin.rows().isEmpty()) {
            numbers.put("rows", (double) origin.rows().size());
            numbers.put("first_row", (double) origin.rows().get(0));
        }
        Diagnosis itself = Diagnosis.of(
                Symptom.NON_FINITE,
                step,
                layer,
                fromData(evidence) ? 0.97 : 0.8,
                numbers,
                finding(evidence, origin, step),
                fromData(evidence)
                        ? "repair or drop that data, or reject such steps with skip_non_finite"
                        : "look at that operation, and reject such steps with skip_non_finite");
        return Optional.of(new Diagnosis(
                itself.symptom(),
                step,
                layer,
                origin == null ? null : origin.batch(),
                itself.confidence(),
                numbers,
                itself.chain(),
                itself.finding(),
                itself.advice()));
    }

    private static String finding(Evidence evidence, Signals.@Nullable Origin origin, long step) {
        String broke = "numbers stopped being finite at step " + step + (origin == null ? "" : in(origin));
        if (!evidence.overflowedWhenEvaluated()) {
            return broke;
        }
        return (origin == null ? "" : broke + "; ") + "the loss on all training rows is not finite after step "
                + evidence.course().step();
    }

    private static String in(Signals.Origin origin) {
        String place = ", first in the " + origin.place() + (origin.layer().isEmpty() ? "" : " of " + origin.layer())
                + " of batch " + origin.batch();
        return origin.rows().isEmpty()
                ? place
                : place + ", training rows "
                        + origin.rows().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static Signals.@Nullable Origin origin(Evidence evidence) {
        return evidence.trace().signals().origins().stream().findFirst().orElse(null);
    }

    private static long firstNaN(Evidence evidence) {
        Trace.Steps steps = evidence.trace().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (Double.isNaN(steps.loss()[i]) || Double.isNaN(steps.normBefore()[i])) {
                return steps.step()[i];
            }
        }
        return evidence.course().step();
    }
}
