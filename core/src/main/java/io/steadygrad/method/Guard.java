package io.steadygrad.method;

/** A method that says what becomes of a step with non-finite gradients. A chain without one gets {@link SkipNonFinite}. */
public interface Guard extends Method {
    @Override
    default Effect effect() {
        return Effect.NOTHING;
    }
}
