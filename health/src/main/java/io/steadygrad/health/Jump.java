package io.steadygrad.health;

import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A sudden leap of loss and gradient out of a quiet past.
 *
 * <p>On logarithms, because norms of small networks are heavy-tailed: a step leaps if its gradient's norm is at least {@value #FACTOR}
 * times the median of the {@value #PAST} steps before, and {@value #DEVIATIONS} of their robust standard deviations above it, and
 * so is the loss in deviations (its factor being {@value #LOSS_FACTOR}), at that step or the next. Spreads count as a fifth of a decade at least (a tenth for the loss).
 *
 * @param index of the step in the trace's arrays
 * @param norm factor by which the gradient's norm leapt, {@code loss} that of the loss
 */
record Jump(int index, long step, double norm, double loss) {
    private static final int PAST = 50;
    private static final int LEAST_PAST = 16;
    private static final int MOST_EPISODES = 3;
    private static final double FACTOR = 10;
    private static final double LOSS_FACTOR = 3;
    private static final double DEVIATIONS = 6;
    private static final double LEAST_SPREAD = 0.2;

    /** The largest leap of the gradient's norm, or the first one of the {@value #PAST} steps before it: what came first led to the rest. */
    static Optional<Jump> find(Trace trace) {
        Trace.Steps steps = trace.steps();
        double[] norm = logs(steps.normBefore());
        double[] loss = logs(steps.loss());
        List<Jump> jumps = new ArrayList<>();
        for (int i = LEAST_PAST; i < norm.length; i++) {
            double[] past = Arrays.copyOfRange(norm, Math.max(0, i - PAST), i);
            // Most steps are told apart by their neighbour alone, at no cost.
            if (norm[i] - norm[i - 1] < LEAST_SPREAD || norm[i] - Robust.median(past) < Math.log10(FACTOR)) {
                continue;
            }
            double normRise = norm[i] - Robust.median(past);
            double[] pastLoss = Arrays.copyOfRange(loss, Math.max(0, i - PAST), i);
            double lossRise =
                    (i + 1 < loss.length && loss[i + 1] > loss[i] ? loss[i + 1] : loss[i]) - Robust.median(pastLoss);
            if (normRise >= DEVIATIONS * Math.max(LEAST_SPREAD, Robust.spread(past))
                    && lossRise >= Math.log10(LOSS_FACTOR)
                    && lossRise >= DEVIATIONS / 2 * Math.max(LEAST_SPREAD / 2, Robust.spread(pastLoss))) {
                jumps.add(new Jump(i, steps.step()[i], Math.pow(10, normRise), Math.pow(10, lossRise)));
            }
        }
        if (episodes(jumps) > MOST_EPISODES) {
            return Optional.empty();
        }
        Optional<Jump> largest = jumps.stream().max(Comparator.comparingDouble(Jump::norm));
        return largest.flatMap(top -> jumps.stream()
                .filter(jump -> jump.index() >= top.index() - PAST)
                .findFirst());
    }

    /** What happens again and again is how this run is, not an event. */
    private static int episodes(List<Jump> jumps) {
        int count = 0;
        int last = -PAST;
        for (Jump jump : jumps) {
            count += jump.index() - last >= PAST ? 1 : 0;
            last = jump.index();
        }
        return count;
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values)
                .map(value -> Math.log10(Math.max(value, 1e-30)))
                .toArray();
    }
}
