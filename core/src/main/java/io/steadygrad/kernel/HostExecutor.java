package io.steadygrad.kernel;

import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Action;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import io.steadygrad.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs plans over gradients in host memory. Stateless. */
public final class HostExecutor {
    private HostExecutor() {}

    /** Measures without changing anything. */
    public static Measurements observe(GradientSet set, Needs needs) {
        return new Pass(set, List.of(), false).read(needs);
    }

    /** Lets every method decide, reading as often as the plan and the actual decisions require; writes nothing. */
    public static Outcome decide(Plan plan, GradientSet set, List<State> states, Step step) {
        List<Method> methods = plan.methods();
        Measurements before = observe(set, plan.needsFrom(0));
        @Nullable Measurements now = before;
        List<Decision> decisions = new ArrayList<>(methods.size());
        List<Measurements> seen = new ArrayList<>(methods.size());
        List<Action> pending = new ArrayList<>();
        for (int i = 0; i < methods.size(); i++) {
            Method method = methods.get(i);
            if (now == null || !now.needs().contains(method.needs())) {
                now = new Pass(set, pending, plan.guarded()).read(plan.needsFrom(i));
            }
            Decision decision = method.decide(now, states.get(i), step);
            decisions.add(decision);
            seen.add(now);
            if (decision.verdict() == Decision.Verdict.REJECT || decision.verdict() == Decision.Verdict.FAIL) {
                return new Outcome(decision.verdict(), before, before, decisions, seen, List.of());
            }
            pending.addAll(decision.actions());
            now = follow(now, decision.actions());
            if (decision.verdict() == Decision.Verdict.WAIT) {
                return new Outcome(Decision.Verdict.WAIT, before, null, decisions, seen, pending);
            }
        }
        return new Outcome(Decision.Verdict.CONTINUE, before, now, decisions, seen, pending);
    }

    /** Applies the pending actions of an outcome to memory and measures the result. */
    public static Measurements write(Plan plan, GradientSet set, Outcome outcome) {
        return new Pass(set, outcome.pending(), plan.guarded()).write();
    }

    /** The factor of each tensor where an outcome does nothing but scale whole tensors, otherwise null. */
    public static double @Nullable [] factors(GradientSet set, Outcome outcome) {
        double[] factors = new double[set.size()];
        java.util.Arrays.fill(factors, 1);
        for (Action action : outcome.pending()) {
            if (!(action instanceof Action.Scale scale) || scale.scope() == Scope.UNIT || scale.divisors() != null) {
                return null;
            }
            for (int t = 0; t < factors.length; t++) {
                factors[t] *= scale.factors()[set.layout().groupOf(scale.scope(), t)];
            }
        }
        return factors;
    }

    /** What is known after some actions without reading again; null where nothing is. */
    private static @Nullable Measurements follow(Measurements now, List<Action> actions) {
        Measurements known = now;
        for (Action action : actions) {
            if (action instanceof Action.Scale scale && scale.scope() != Scope.UNIT && scale.divisors() == null) {
                known = known.scaled(scale.scope(), scale.factors());
            } else if (!(action instanceof Action.ResetMoments)) {
                return null;
            }
        }
        return known;
    }
}
