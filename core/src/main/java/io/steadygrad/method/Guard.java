package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import java.util.Set;

/** A method that says what becomes of a step with non-finite gradients. A chain without one gets {@link SkipNonFinite}. */
public interface Guard extends Method {
    @Override
    default Effect effect() {
        return Effect.NOTHING;
    }

    @Override
    default Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.GLOBAL), Claim.Promise.IDEMPOTENT);
    }
}
