package io.steadygrad.kernel;

import io.steadygrad.gradient.Scope;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the methods of a plan at one step, wherever the gradients are. One instance decides about one step. */
public final class Deliberation {
    private final Executor executor;
    private final Step step;
    private final boolean guarded;
    private final List<Pending> pending;
    private final List<Outcome.Answer> answers;

    private Deliberation(Executor executor, Step step, boolean guarded, int methods) {
        this.pending = new ArrayList<>(methods);
        this.answers = new ArrayList<>(methods);
        this.executor = executor;
        this.step = step;
        this.guarded = guarded;
    }

    /**
     * Lets every method decide, reading as often as the plan and the actual decisions require; writes nothing.
     *
     * @param besides what the first reading is to find beside what the methods need
     */
    public static Outcome decide(Plan plan, Executor executor, Memory memory, Step step, Needs besides) {
        Deliberation now =
                new Deliberation(executor, step, plan.guarded(), plan.methods().size());
        Needs needs = plan.needsFrom(0);
        needs = needs.contains(besides) ? needs : needs.and(besides);
        Measurements before = executor.read(List.of(), false, needs, plan.subset());
        Decision.Verdict verdict = now.ask(plan, memory, new Measurements[] {before});
        boolean dropped = verdict == Decision.Verdict.REJECT || verdict == Decision.Verdict.FAIL;
        return new Outcome(
                verdict,
                before,
                now.answers,
                dropped ? List.of() : now.pending,
                Outcome.factors(
                        dropped ? List.of() : now.pending,
                        executor.layout().parameters().size()));
    }

    /** Asks a plan's methods in order; {@code known[0]} is what is known before, null where nothing is. */
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
            if (now == null || !now.needs().contains(plan.needsOf(i))) {
                now = executor.read(pending, guarded && guardHasAnswered(), plan.needsFrom(i), plan.subset());
            }
            Decision decision = method.decide(now, memory.state(i), step);
            answers.add(new Outcome.Answer(method, memory.state(i), now, decision));
            if (decision.verdict() == Decision.Verdict.REJECT || decision.verdict() == Decision.Verdict.FAIL) {
                return decision.verdict();
            }
            for (int a = 0; a < decision.actions().size(); a++) {
                pending.add(new Pending(decision.actions().get(a), plan.subset()));
            }
            if (decision.verdict() == Decision.Verdict.WAIT) {
                return Decision.Verdict.WAIT;
            }
            if (i + 1 < methods.size()) {
                known[0] = follow(now, decision.actions());
            }
        }
        return Decision.Verdict.CONTINUE;
    }

    /** Before, a change may leave infinities that were there from the start, and the guard must see them as such. */
    private boolean guardHasAnswered() {
        for (Outcome.Answer answer : answers) {
            if (answer.method() instanceof Guard) {
                return true;
            }
        }
        return false;
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

    /** What is known after some actions without reading again; null where nothing is. */
    private static @Nullable Measurements follow(Measurements now, List<Action> actions) {
        Measurements known = now;
        for (int a = 0; a < actions.size(); a++) {
            Action action = actions.get(a);
            if (action instanceof Action.Scale scale && scale.scope() != Scope.UNIT && scale.divisors() == null) {
                known = known.scaled(scale.scope(), scale.factors());
            } else if (!(action instanceof Action.ResetMoments)) {
                return null;
            }
        }
        return known;
    }
}
