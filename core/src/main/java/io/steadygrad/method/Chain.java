package io.steadygrad.method;

import java.util.Arrays;
import java.util.List;

/**
 * Methods one after the other; each sees what the previous one leaves.
 *
 * @param methods at least one
 */
public record Chain(List<Method> methods) {
    public Chain {
        methods = List.copyOf(methods);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("A chain needs at least one method; Identity does nothing");
        }
        boolean head = true;
        for (Method method : methods) {
            if (!head && (method instanceof Accumulate || method instanceof DynamicLossScale)) {
                throw new IllegalArgumentException(
                        "accumulate and dynamic_loss_scale must stand at the head of a chain: what follows them sees"
                                + " whole, unscaled gradients");
            }
            head &= method instanceof Guard || method instanceof ZeroNans || method instanceof DynamicLossScale;
        }
    }

    /** A chain of these methods, in order. */
    public static Chain of(Method... methods) {
        return new Chain(Arrays.asList(methods));
    }

    /** Whether it is the bare engine: nothing but {@link Identity}. */
    public boolean isIdentity() {
        return methods.stream().allMatch(Identity.class::isInstance);
    }
}
