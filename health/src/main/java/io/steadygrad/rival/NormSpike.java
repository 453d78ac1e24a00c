package io.steadygrad.rival;

import io.steadygrad.health.Symptom;
import io.steadygrad.trace.Trace;
import java.util.Optional;

/**
 * The usual spike rule: an alarm where the raw gradient norm lies more than six standard deviations above its mean, both taken over
 * the last {@value #WINDOW} steps, from the {@value #WARM_UP}th on; and where it is not finite.
 *
 * <p><b>Source.</b> Common practice in training logs of large models (loss or norm "6 sigma"); there is no one paper. Norms are heavy-tailed, which is
 * why it alarms so often.
 */
public record NormSpike() implements Rival {
    private static final double SIGMAS = 6;
    private static final int WINDOW = 100;
    private static final int WARM_UP = 20;

    @Override
    public String name() {
        return "6-sigma norm";
    }

    @Override
    public Optional<Alarm> judge(Trace trace) {
        Trace.Steps steps = trace.steps();
        double[] norm = steps.normBefore();
        for (int i = 0; i < steps.size(); i++) {
            if (!Double.isFinite(norm[i]) || i >= WARM_UP && norm[i] > limit(norm, i)) {
                return Optional.of(new Alarm(Symptom.SPIKE, steps.step()[i], null));
            }
        }
        return Optional.empty();
    }

    private static double limit(double[] norm, int end) {
        int start = Math.max(0, end - WINDOW);
        double mean = 0;
        for (int i = start; i < end; i++) {
            mean += norm[i] / (end - start);
        }
        double variance = 0;
        for (int i = start; i < end; i++) {
            variance += (norm[i] - mean) * (norm[i] - mean) / (end - start - 1);
        }
        return mean + SIGMAS * Math.sqrt(variance);
    }
}
