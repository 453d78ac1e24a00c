package io.steadygrad.rival;

import io.steadygrad.health.Symptom;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Optional;

/**
 * TheDeepChecker's check of training speed: log10 of a weight's mean update over its mean magnitude must lie between -4 and -1, on the average
 * over a period.
 *
 * <p><b>Source.</b> Braiek, Khomh (TOSEM 2022), section 4, and its published hook, after Karpathy's rule of thumb of 1e-3. <b>Approximated.</b>
 * L2 norms stand for mean magnitudes; a period is {@value #PERIOD} samples of the trace.
 */
public record UpdateRatio() implements Rival {
    private static final double LOW = -4;
    private static final double HIGH = -1;
    private static final int PERIOD = 5;

    @Override
    public String name() {
        return "update ratio";
    }

    @Override
    public Optional<Alarm> judge(Trace trace) {
        Signals.Updates updates = trace.signals().updates();
        int tensors = trace.tensors().names().size();
        for (int end = PERIOD; end <= updates.samples(); end += PERIOD) {
            for (int tensor = 0; tensor < tensors; tensor++) {
                double mean = mean(updates, end, tensor, tensors);
                if (Readings.isWeight(trace.tensors().names().get(tensor)) && (mean < LOW || mean > HIGH)) {
                    return Optional.of(new Alarm(
                            mean < LOW ? Symptom.SLOW : Symptom.EXPLODING,
                            updates.step()[end - 1],
                            trace.tensors().layers().get(tensor)));
                }
            }
        }
        return Optional.empty();
    }

    /** Mean of log10 of the ratio over a period; NaN, which is no alarm, where a weight was zero or an update not finite. */
    private static double mean(Signals.Updates updates, int end, int tensor, int tensors) {
        double sum = 0;
        for (int sample = end - PERIOD; sample < end; sample++) {
            int at = sample * tensors + tensor;
            double ratio = updates.update()[at] / (double) updates.weight()[at];
            sum += Math.log10(ratio);
        }
        return sum / PERIOD;
    }
}
