package io.steadygrad.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs backward so that an exception of Java code inside it (a {@link GradientGate}'s control) comes out as it was thrown.
 * LibTorch alone would turn it into a RuntimeException that has only its text.
 */
public final class Backward {
    private static final ThreadLocal<@Nullable RuntimeException> THROWN_INSIDE = new ThreadLocal<>();

    private Backward() {}

    /**
     * Adds the gradients of a scalar to those of all leaves it depends on.
     *
     * @throws RuntimeException what a gate threw; the gradients are incomplete then and must be zeroed
     */
    public static void from(Tensor loss) {
        THROWN_INSIDE.remove();
        try {
            loss.backward();
        } catch (RuntimeException outside) {
            RuntimeException inside = THROWN_INSIDE.get();
            if (inside == null) {
                throw outside;
            }
            THROWN_INSIDE.remove();
            inside.addSuppressed(outside);
            throw inside;
        }
    }

    /** To be called with what is about to be thrown through native code. */
    static RuntimeException through(RuntimeException thrown) {
        THROWN_INSIDE.set(thrown);
        return thrown;
    }
}
