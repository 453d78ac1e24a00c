package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;

/**
 * How far weights move, relative to their size: at each sampled step the norm of all updates over the norm of all weights.
 *
 * <p>The sum over a run is how far it can get: below a few per cent the network still is the one it started as.
 */
final class Motion {
    private Motion() {}

    /** Update over weight at one sample; NaN without weights. */
    static double ratio(Trace trace, int sample) {
        Signals.Updates updates = trace.signals().updates();
        int tensors = updates.weight().length / updates.samples();
        double weights = 0;
        double moves = 0;
        for (int tensor = 0; tensor < tensors; tensor++) {
            double weight = updates.weight()[sample * tensors + tensor];
            double update = updates.update()[sample * tensors + tensor];
            weights += weight * weight;
            moves += update * update;
        }
        return weights > 0 ? Math.sqrt(moves / weights) : Double.NaN;
    }

    /** The way through {@code steps} steps at the pace of all samples so far; NaN without samples. */
    static double path(Trace trace, long steps) {
        Signals.Updates updates = trace.signals().updates();
        double sum = 0;
        long before = 0;
        double last = Double.NaN;
        for (int sample = 0; sample < updates.samples(); sample++) {
            last = ratio(trace, sample);
            if (updates.step()[sample] <= steps && !Double.isNaN(last)) {
                sum += last * (updates.step()[sample] - before);
                before = updates.step()[sample];
            }
        }
        return updates.samples() == 0 ? Double.NaN : sum + Math.max(0, steps - before) * last;
    }

    /** Largest update over weight of one step and layer's weights so far, biases and tensors of zeros left out. */
    static double largest(Trace trace) {
        Signals.Updates updates = trace.signals().updates();
        double largest = 0;
        for (int i = 0; updates.samples() > 0 && i < updates.weight().length; i++) {
            int tensor = i % (updates.weight().length / updates.samples());
            if (updates.weight()[i] > 0 && !trace.tensors().names().get(tensor).endsWith("bias")) {
                largest = Math.max(largest, updates.update()[i] / updates.weight()[i]);
            }
        }
        return largest;
    }
}
