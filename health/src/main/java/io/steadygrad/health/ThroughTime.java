package io.steadygrad.health;

import io.steadygrad.spec.Numbers;
import io.steadygrad.trace.Signals;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A recurrent network that explodes without overflowing, because its states are bounded: its loss only jumps about.
 *
 * <p><b>Definition.</b> At the first sample the gradient with respect to the first state is at least {@value #GROWTH} times that with respect to
 * the last; or it arrived there at first, no longer does, and a step has moved the weights by {@value #LONG} of their size in between.
 * <b>Joint evidence.</b> The run has no skill after {@value #PATIENCE} of its budget: gradients that grow through time at the start may settle.
 * <b>Thresholds.</b> Of the healthy runs that this was tuned on the ratio was 0.4 at most at the first step and 11 later, the longest step 0.25.
 * <b>Layer.</b> The recurrent one. <b>Source.</b> Pascanu, Mikolov, Bengio (2013), section 2.
 */
final class ThroughTime {
    private static final double GROWTH = 20;
    private static final double LONG = 0.5;
    /** What counts as arriving, and as no longer doing so. */
    private static final double ARRIVES = 1e-5;

    private static final double PATIENCE = 0.3;

    private ThroughTime() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        Signals.Flow flow = evidence.trace().signals().flow();
        int last = flow.step().length - 1;
        if (last < 1
                || !evidence.hopeless()
                || evidence.diverged()
                || evidence.course().progress() < PATIENCE) {
            return Optional.empty();
        }
        int longest = Motion.longest(evidence.trace());
        double step = longest < 0 ? 0 : Motion.ratio(evidence.trace(), longest);
        for (int layer = 0; layer < flow.layers().size(); layer++) {
            double first = Vanishing.ratio(flow, 0, layer);
            double now = Vanishing.ratio(flow, last, layer);
            boolean grows = first >= GROWTH;
            boolean thrown = first > ARRIVES && now <= ARRIVES && step >= LONG;
            if (grows || thrown) {
                Map<String, Double> numbers = new LinkedHashMap<>();
                numbers.put("first_to_last_state_gradient_at_first", first);
                numbers.put("first_to_last_state_gradient", now);
                numbers.put("longest_step", step);
                numbers.put("skill", evidence.course().skill());
                return Optional.of(
                        Diagnosis.of(
                                Symptom.EXPLODING,
                                grows
                                        ? flow.step()[0]
                                        : evidence.trace().signals().updates().step()[longest],
                                flow.layers().get(layer),
                                0.75,
                                numbers,
                                String.format(
                                        Locale.ROOT,
                                        "at the first step the gradient with respect to the first state was %.1e times that with respect to the last, a step moved the weights by %s of their size, and the skill is %s",
                                        first,
                                        Numbers.format(step, 2),
                                        Course.words(evidence.course().skill())),
                                "start the recurrent weights near the identity or orthogonal with gain 1, clip the gradient's norm, or lower the learning rate"));
            }
        }
        return Optional.empty();
    }
}
