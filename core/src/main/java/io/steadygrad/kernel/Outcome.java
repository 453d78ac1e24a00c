package io.steadygrad.kernel;

import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Action;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan decided at one step, before anything is written.
 *
 * @param before the gradients as they came
 * @param answers one per method that was asked, in order
 * @param pending actions still to be applied, in order
 * @param factors of each tensor where nothing is pending but scaling whole tensors, otherwise null
 */
public record Outcome(
        Decision.Verdict verdict,
        Measurements before,
        List<Answer> answers,
        List<Pending> pending,
        double @Nullable [] factors) {

    /**
     * One method's part.
     *
     * @param seen what it decided from
     */
    public record Answer(Method method, State state, Measurements seen, Decision decision) {}

    static double @Nullable [] factors(List<Pending> pending, int tensors) {
        double[] factors = new double[tensors];
        Arrays.fill(factors, 1);
        for (Pending each : pending) {
            if (each.action() instanceof Action.ResetMoments) {
                continue;
            }
            if (!(each.action() instanceof Action.Scale scale)
                    || scale.scope() == Scope.UNIT
                    || scale.divisors() != null) {
                return null;
            }
            for (int i = 0; i < each.subset().size(); i++) {
                factors[each.subset().whole(i)] *=
                        scale.factors()[each.subset().layout().groupOf(scale.scope(), i)];
            }
        }
        return factors;
    }
}
