package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layer whose weights stand out.
 *
 * <p>Three ways of standing out. <b>At the beginning</b>: the norm of a layer's weights over the root of its units is its gain
 * (1.4 for he, about 1 for glorot); one that is {@value #FACTOR} times the median of all, or less than its inverse, and alone in that. <b>Later</b>:
 * from one sample to the next a tensor's norm changes by a factor of {@value #LEAP} or more and by more than its updates can explain. <b>At a
 * jump</b>: see {@link #at}.
 */
final class Culprit {
    private static final double FACTOR = 8;
    private static final double LEAP = 3;
    private static final int PAST = 8;

    private Culprit() {}

    /** The layer's name, or null where none stands out. */
    static @Nullable String of(Trace trace, @Nullable Jump jump) {
        String leapt = leapt(trace);
        if (leapt == null && jump != null) {
            leapt = at(trace, jump);
        }
        return leapt == null ? born(trace) : leapt;
    }

    /**
     * The layer whose weights were multiplied at a jump, or null where it was not that. Multiplied weights multiply the gradients of all other
     * weights, by what comes forward to those behind and back to those before, but not their own; inputs that are too large multiply all of them.
     */
    static @Nullable String at(Trace trace, Jump jump) {
        Trace.Tensors tensors = trace.tensors();
        int row = Arrays.binarySearch(tensors.step(), jump.step());
        row = row >= 0 ? row : -row - 2;
        if (row < 1) {
            return null;
        }
        int count = tensors.names().size();
        int least = -1;
        double[] rises = new double[count];
        for (int tensor = 0; tensor < count; tensor++) {
            double[] past = new double[Math.min(row, PAST)];
            for (int i = 0; i < past.length; i++) {
                past[i] = tensors.l2()[tensors.at(row - 1 - i, tensor)];
            }
            rises[tensor] = isWeight(trace, tensor)
                    ? Math.log(tensors.l2()[tensors.at(row, tensor)] / Robust.median(past))
                    : Double.NaN;
            if (least < 0 || !(rises[tensor] >= rises[least])) {
                least = Double.isNaN(rises[tensor]) ? least : tensor;
            }
        }
        if (least < 0) {
            return null;
        }
        for (int tensor = 0; tensor < count; tensor++) {
            if (tensor != least && rises[tensor] < rises[least] + Math.log(FACTOR)) {
                return null;
            }
        }
        return tensors.layers().get(least);
    }

    private static @Nullable String leapt(Trace trace) {
        Signals.Updates updates = trace.signals().updates();
        int tensors = trace.tensors().names().size();
        for (int sample = 1; sample < updates.samples(); sample++) {
            long between = updates.step()[sample] - updates.step()[sample - 1];
            for (int tensor = 0; tensor < tensors; tensor++) {
                double before = updates.weight()[(sample - 1) * tensors + tensor];
                double after = updates.weight()[sample * tensors + tensor];
                double moved = Math.max(
                        updates.update()[(sample - 1) * tensors + tensor], updates.update()[sample * tensors + tensor]);
                double factor = Math.max(after / before, before / after);
                if (isWeight(trace, tensor)
                        && before > 0
                        && after > 0
                        && factor >= LEAP
                        && Math.abs(after - before) > 3 * moved * between) {
                    return trace.tensors().layers().get(tensor);
                }
            }
        }
        return null;
    }

    private static @Nullable String born(Trace trace) {
        Signals.Updates updates = trace.signals().updates();
        Signals.Layers layers = trace.signals().layers();
        List<String> names = trace.tensors().layers();
        if (updates.samples() == 0) {
            return null;
        }
        double[] gains = new double[names.size()];
        for (int tensor = 0; tensor < gains.length; tensor++) {
            int layer = layers.names().indexOf(names.get(tensor));
            double units = layer < 0 ? Double.NaN : layers.units()[layer];
            gains[tensor] =
                    isWeight(trace, tensor) ? Math.log(updates.weight()[tensor] / Math.sqrt(units)) : Double.NaN;
        }
        double usual = Robust.median(gains);
        int found = -1;
        for (int tensor = 0; tensor < gains.length; tensor++) {
            if (Math.abs(gains[tensor] - usual) >= Math.log(FACTOR)) {
                if (found >= 0) {
                    return null;
                }
                found = tensor;
            }
        }
        return found < 0 ? null : names.get(found);
    }

    private static boolean isWeight(Trace trace, int tensor) {
        return !trace.tensors().names().get(tensor).endsWith("bias");
    }
}
