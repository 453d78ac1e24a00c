package io.steadygrad.method;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Names;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A method that runs whole chains on some of the parameters at some of the steps. Norms are measured over these
 * parameters only. The guard of the outer chain covers them.
 */
public interface Nesting extends Method {

    /** A chain and the parameters that it is for. */
    record Branch(Chain chain, Predicate<Parameter> members) {
        public Branch {
            for (Method method : chain.methods()) {
                if (method instanceof Accumulate || method instanceof DynamicLossScale) {
                    throw new IllegalArgumentException(
                            "accumulate and dynamic_loss_scale are for all parameters at all steps: put them at the"
                                    + " head of the outer chain");
                }
                if (method instanceof Guard) {
                    throw new IllegalArgumentException(
                            Names.snake(method.getClass().getSimpleName())
                                    + " is for all parameters at all steps: put it into the outer chain (zero_nans may stand"
                                    + " in a branch)");
                }
            }
        }
    }

    /** Every parameter belongs to one branch at most. */
    List<Branch> branches();

    /** Whether the branches run at a step. */
    boolean activeAt(Step step);

    @Override
    default Effect effect() {
        return Effect.RESHAPES;
    }

    /** The exemptions of what stands inside. */
    @Override
    default Set<Claim> claims() {
        return Claim.exemptions(branches().stream()
                .flatMap(branch -> branch.chain().methods().stream())
                .toList());
    }

    /** Never asked: a plan runs the branches. */
    @Override
    default Decision decide(Measurements now, State state, Step step) {
        throw new IllegalStateException(this + " is made of branches; a plan runs these");
    }
}
