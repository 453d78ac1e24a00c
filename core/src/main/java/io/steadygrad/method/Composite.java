package io.steadygrad.method;

import io.steadygrad.measure.Measurements;
import java.util.List;
import java.util.Set;

/** A method that is several in a row, because one of them must see what another leaves. A plan runs its parts. */
public interface Composite extends Method {

    /** In the order in which they run. */
    List<Method> parts();

    @Override
    default Effect effect() {
        return Effect.RESHAPES;
    }

    /** The exemptions of its parts. */
    @Override
    default Set<Claim> claims() {
        return Claim.exemptions(parts());
    }

    /** Never asked: a plan asks the parts. */
    @Override
    default Decision decide(Measurements now, State state, Step step) {
        throw new IllegalStateException(this + " is made of parts; a plan runs these");
    }
}
