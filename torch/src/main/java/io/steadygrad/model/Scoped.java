package io.steadygrad.model;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Lets go of a computation's temporaries when it is done instead of at the end of the caller's scope, so that of a deep network's
 * forward pass only that stays in memory which the backward pass will need.
 */
final class Scoped {
    private Scoped() {}

    /** The result belongs to the caller's innermost scope; without one, to the garbage collector. */
    static Tensor compute(Supplier<Tensor> computation) {
        Tensor result;
        try (PointerScope temporaries = new PointerScope()) {
            result = computation.get();
            result.retainReference();
        }
        PointerScope outer = PointerScope.getInnerScope();
        if (outer != null) {
            outer.attach(result);
            result.releaseReference();
        }
        return result;
    }
}
