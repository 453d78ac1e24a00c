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

    /** The sample of the step that moved the weights farthest, -1 where none moved. */
    static int longest(Trace trace) {
        int longest = -1;
        double most = 0;
        for (int sample = 0; sample < trace.signals().updates().samples(); sample++) {
            double ratio = ratio(trace, sample);
            if (ratio > most) {
                most = ratio;
                longest = sample;
            }
        }
        return longest;
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

    /** Update over weight of the weights that move most, with or without biases, by each one's median over the second half of the samples; 0 without samples. */
    static double fastest(Trace trace, boolean biases) {
        Signals.Updates updates = trace.signals().updates();
        int count = trace.tensors().names().size();
        int from = updates.samples() / 2;
        double fastest = 0;
        for (int tensor = 0; updates.samples() > 0 && tensor < count; tensor++) {
            // Biases begin at zero, and are small for long.
            if (!biases && trace.tensors().names().get(tensor).endsWith("bias")) {
                continue;
            }
            double[] ratios = new double[updates.samples() - from];
            for (int i = 0; i < ratios.length; i++) {
                int at = (from + i) * count + tensor;
                ratios[i] = updates.weight()[at] > 0 ? updates.update()[at] / updates.weight()[at] : Double.NaN;
            }
            double ratio = Robust.median(ratios);
            fastest = Double.isNaN(ratio) ? fastest : Math.max(fastest, ratio);
        }
        return fastest;
    }
}
