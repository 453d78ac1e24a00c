package io.steadygrad.rival;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** What several rivals read off a trace. */
final class Readings {
    private Readings() {}

    /** The first step whose loss was not finite, if any. */
    static OptionalLong firstNonFiniteLoss(Trace trace) {
        Trace.Steps steps = trace.steps();
        for (int i = 0; i < steps.size(); i++) {
            if (!Double.isFinite(steps.loss()[i])) {
                return OptionalLong.of(steps.step()[i]);
            }
        }
        return OptionalLong.empty();
    }

    /** The first step at which a tensor's gradient held NaN or infinity, or the loss did. */
    static OptionalLong firstNonFinite(Trace trace) {
        Trace.Tensors tensors = trace.tensors();
        long first = firstNonFiniteLoss(trace).orElse(Long.MAX_VALUE);
        for (int row = 0; row < tensors.rows() && tensors.step()[row] < first; row++) {
            for (int tensor = 0; tensor < tensors.names().size(); tensor++) {
                if (tensors.nonFinite()[tensors.at(row, tensor)] > 0) {
                    first = tensors.step()[row];
                }
            }
        }
        return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** Whether it holds weights of a layer (a matrix, kernels), not biases or normalisation. */
    static boolean isWeight(String name) {
        return name.substring(name.lastIndexOf('.') + 1).startsWith("weight");
    }

    /**
     * Mean magnitude of a tensor's gradient, estimated: a trace holds the largest magnitude and the L2 norm, not how many elements there
     * are. A quarter of the largest is right for a thousand elements of a normal distribution, and within a factor of two for 10 to
     * 100,000; the rules' thresholds lie decades away from what is usual.
     */
    static double meanMagnitude(Trace.Tensors tensors, int row, int tensor) {
        return tensors.linf()[tensors.at(row, tensor)] / 4;
    }

    /** The last step of epoch {@code epoch}, counted from 1. */
    static long endOfEpoch(Trace trace, long epoch) {
        Signals.Facts facts = trace.signals().facts();
        return facts == null ? epoch : epoch * Math.max(1, facts.stepsPerEpoch());
    }

    /** Steps that the run was meant to make: its budget, or what was recorded. */
    static long budget(Trace trace) {
        Signals.Facts facts = trace.signals().facts();
        long[] step = trace.steps().step();
        return facts != null && facts.budget() > 0 ? facts.budget() : step.length == 0 ? 0 : step[step.length - 1];
    }

    /** The row of measurements that covers a step, or -1. */
    static int rowAt(Trace.Tensors tensors, long step) {
        int found = Arrays.binarySearch(tensors.step(), step);
        return found >= 0 ? found : -found - 2;
    }

    /** A metric's values at the evaluations, if it was measured. */
    static Optional<double[]> metric(Trace trace, String name) {
        return Optional.ofNullable(trace.metrics().values().get(name));
    }
}
