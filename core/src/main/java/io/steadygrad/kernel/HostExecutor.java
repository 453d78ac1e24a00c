package io.steadygrad.kernel;

import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Scope;
import io.steadygrad.gradient.Subset;
import io.steadygrad.measure.Histograms;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Action;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Guard;
import io.steadygrad.method.Method;
import io.steadygrad.method.Nesting;
import io.steadygrad.method.Step;
import io.steadygrad.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs plans over gradients in host memory. One instance decides about one step. */
public final class HostExecutor {
    private final GradientSet set;
    private final Step step;
    private final boolean guarded;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Outcome.Answer> answers = new ArrayList<>();

    private HostExecutor(GradientSet set, Step step, boolean guarded) {
        this.set = set;
        this.step = step;
        this.guarded = guarded;
    }

    /** Measures without changing anything. */
    public static Measurements observe(GradientSet set, Needs needs) {
        return new Pass(set, List.of(), false).read(needs, Subset.all(set.layout()));
    }

    /** Measures and fills histograms in the same reading. */
    public static Measurements observe(GradientSet set, Histograms histograms) {
        Measurements found = new Measurements(set.layout(), Needs.NOTHING);
        Sweep.survey(set, Subset.all(set.layout()), found, histograms);
        return found;
    }

    /** Lets every method decide, reading as often as the plan and the actual decisions require; writes nothing. */
    public static Outcome decide(Plan plan, GradientSet set, Memory memory, Step step) {
        HostExecutor executor = new HostExecutor(set, step, plan.guarded());
        Measurements before = observe(set, plan.needsFrom(0));
        Measurements[] after = {before};
        Decision.Verdict verdict = executor.ask(plan, memory, after);
        boolean dropped = verdict == Decision.Verdict.REJECT || verdict == Decision.Verdict.FAIL;
        return new Outcome(
                verdict, before, dropped ? before : after[0], executor.answers, dropped ? List.of() : executor.pending);
    }

    /** Asks a plan's methods in order; {@code known[0]} is what is known before and after, null where nothing is. */
    private Decision.Verdict ask(Plan plan, Memory memory, @Nullable Measurements[] known) {
        List<Method> methods = plan.methods();
        for (int i = 0; i < methods.size(); i++) {
            Method method = methods.get(i);
            if (method instanceof Nesting nesting) {
                Decision.Verdict verdict =
                        nesting.activeAt(step) ? askBranches(plan, i, memory, known) : Decision.Verdict.CONTINUE;
                if (verdict != Decision.Verdict.CONTINUE) {
                    return verdict;
                }
                continue;
            }
            Measurements now = known[0];
            if (now == null || !now.needs().contains(method.needs())) {
                now = new Pass(set, pending, guarded && guardHasAnswered()).read(plan.needsFrom(i), plan.subset());
            }
            Decision decision = method.decide(now, memory.state(i), step);
            answers.add(new Outcome.Answer(method, memory.state(i), now, decision));
            if (decision.verdict() == Decision.Verdict.REJECT || decision.verdict() == Decision.Verdict.FAIL) {
                return decision.verdict();
            }
            decision.actions().forEach(action -> pending.add(new Pending(action, plan.subset())));
            known[0] = follow(now, decision.actions());
            if (decision.verdict() == Decision.Verdict.WAIT) {
                known[0] = null;
                return Decision.Verdict.WAIT;
            }
        }
        return Decision.Verdict.CONTINUE;
    }

    /** Before, a change may leave infinities that were there from the start, and the guard must see them as such. */
    private boolean guardHasAnswered() {
        return answers.stream().anyMatch(answer -> answer.method() instanceof Guard);
    }

    private Decision.Verdict askBranches(Plan plan, int i, Memory memory, @Nullable Measurements[] known) {
        int before = pending.size();
        List<Plan> branches = plan.branches(i);
        for (int b = 0; b < branches.size(); b++) {
            if (branches.get(b).subset().size() == 0) {
                continue;
            }
            @Nullable Measurements[] inside = {null};
            Decision.Verdict verdict = ask(branches.get(b), memory.branch(i, b), inside);
            if (verdict != Decision.Verdict.CONTINUE) {
                return verdict;
            }
        }
        if (pending.size() > before) {
            known[0] = null;
        }
        return Decision.Verdict.CONTINUE;
    }

    /** Applies the pending actions of an outcome to memory; the answer is what is left. */
    public static Measurements write(Plan plan, GradientSet set, Outcome outcome) {
        double[] factors = factors(set, outcome);
        if (factors != null && sweeps(set, outcome.before(), factors)) {
            Sweep.scale(set, factors);
            return outcome.before().scaled(Scope.TENSOR, factors);
        }
        return new Pass(set, outcome.pending(), plan.guarded()).write();
    }

    /** Whether every tensor is float32 and stays in the range of normal numbers. */
    private static boolean sweeps(GradientSet set, Measurements before, double[] factors) {
        for (int t = 0; t < set.size(); t++) {
            double largest = before.largest(t);
            boolean untouched = factors[t] == 1 || largest == 0;
            if (!Sweep.isFloat32(set.get(t).gradient()) || !(untouched || Sweep.fits(factors[t], largest))) {
                return false;
            }
        }
        return true;
    }

    /** The factor of each tensor where an outcome does nothing but scale whole tensors, otherwise null. */
    public static double @Nullable [] factors(GradientSet set, Outcome outcome) {
        double[] factors = new double[set.size()];
        Arrays.fill(factors, 1);
        for (Pending each : outcome.pending()) {
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
