package io.steadygrad.control;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Scope;
import io.steadygrad.kernel.Deliberation;
import io.steadygrad.kernel.Executor;
import io.steadygrad.kernel.HostExecutor;
import io.steadygrad.kernel.Memory;
import io.steadygrad.kernel.Outcome;
import io.steadygrad.kernel.Pending;
import io.steadygrad.measure.Histograms;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Action;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Decision;
import io.steadygrad.method.DynamicLossScale;
import io.steadygrad.method.Method;
import io.steadygrad.method.Step;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.Update;
import io.steadygrad.plan.Plan;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Names;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chain of methods at work on one model: call {@link #apply} between the backward pass and the optimizer's step, or let
 * {@link #step} do both in one pass.
 *
 * <pre>{@code
 * GradientControl control = GradientControl.of("clip_by_global_norm(1)", gradients.layout());
 * ...
 * Report report = control.apply(gradients, Step.of(n));
 * if (report.steps()) optimizer.step();
 * }</pre>
 *
 * <p>Every chain but {@code identity} is guarded: a step with non-finite gradients is rejected (see
 * {@link io.steadygrad.method.SkipNonFinite}). Not thread-safe; one control per model and run.
 */
public final class GradientControl {
    private final Plan plan;
    private final Memory memory;
    private final Map<Method, String> names = new IdentityHashMap<>();
    private Needs besides = Needs.NOTHING;
    private Consumer<Report> rejected = report -> {};
    private Consumer<Report> engaged = report -> {};

    private GradientControl(Plan plan) {
        this.plan = plan;
        this.memory = new Memory(plan);
        addNames(plan);
    }

    /** A name is wanted at every step, and making it takes reflection. */
    private void addNames(Plan part) {
        for (int i = 0; i < part.methods().size(); i++) {
            Method method = part.methods().get(i);
            String written = method instanceof Record
                    ? MethodExpression.written(method)
                    : Names.snake(method.getClass().getSimpleName());
            int parameters = written.indexOf('(');
            names.put(method, parameters < 0 ? written : written.substring(0, parameters));
            part.branches(i).forEach(this::addNames);
        }
    }

    /** A control for the model with this layout. */
    public static GradientControl of(Chain chain, Layout layout) {
        return new GradientControl(Plan.compile(chain, layout));
    }

    /** A control with a single method. */
    public static GradientControl of(Method method, Layout layout) {
        return of(Chain.of(method), layout);
    }

    /**
     * A control from an expression such as {@code "clip_by_global_norm(1)"}.
     *
     * @throws ExpressionException with the column in its message, where the expression is wrong
     */
    public static GradientControl of(String expression, Layout layout) {
        try {
            return of(MethodExpression.parse(expression).chain(), layout);
        } catch (ExpressionException e) {
            throw e.in(expression);
        }
    }

    public Plan plan() {
        return plan;
    }

    /** What its methods are called in reports, those inside others included. */
    public Set<String> methodNames() {
        return Set.copyOf(names.values());
    }

    /** Calls a listener with the report of every rejected step. */
    public void onReject(Consumer<Report> listener) {
        rejected = rejected.andThen(listener);
    }

    /** Calls a listener with the report of every step that a method changed. */
    public void onEngage(Consumer<Report> listener) {
        engaged = engaged.andThen(listener);
    }

    /**
     * From now on finds the largest magnitude and the mean of every tensor in the same reading as what the
     * methods need, so that {@link Report#measurements} has them after {@link #apply} and {@link #step}, too. Without, a chain that needs
     * norms reads norms and nothing else, which is faster.
     */
    public void observing() {
        besides = Needs.LARGEST_AND_MEAN;
    }

    /** Measures gradients and changes nothing, not even a history. */
    public Report observe(GradientSet gradients) {
        return observe(new HostExecutor(gradients));
    }

    /** Measures gradients wherever they are and changes nothing. */
    public Report observe(Executor gradients) {
        check(gradients.layout());
        return observed(gradients.read(List.of(), false, Needs.ENTRIES, plan.subset()));
    }

    /**
     * Measures gradients, all of float32, and fills histograms of their magnitudes in the same reading; changes nothing.
     *
     * @param histograms made for these gradients
     */
    public Report observe(GradientSet gradients, Histograms histograms) {
        check(gradients.layout());
        return observed(new HostExecutor(gradients).observe(histograms));
    }

    private static Report observed(Measurements found) {
        double norm = found.globalNorm();
        return new Report(1, true, false, norm, norm, 1, Double.NaN, List.of(), found.nonFinite(), () -> "", found);
    }

    /**
     * Changes gradients in place as the chain decides.
     *
     * @throws RunFailedException when a guard gives the run up; the gradients are as they came
     */
    public Report apply(GradientSet gradients, Step step) {
        return run(new HostExecutor(gradients), step, null);
    }

    /** Changes gradients where they are, on a device for example, as the chain decides. */
    public Report apply(Executor gradients, Step step) {
        return run(gradients, step, null);
    }

    /**
     * Controls gradients and, where the step is accepted, updates the weights. A factor that is the same for a whole
     * tensor rides into the optimizer's pass; the gradients in memory then stay as they came.
     *
     * @param step with a learning rate, that one is used, else the optimizer's own
     * @throws RunFailedException when a guard gives the run up; gradients, weights and moments are as they came
     */
    public Report step(GradientSet gradients, Step step, Descent descent) {
        return run(new HostExecutor(gradients), step, descent.of(gradients));
    }

    /**
     * Controls gradients and updates weights where they are, on a device for example.
     *
     * @param update of the weights that belong to the gradients
     */
    public Report step(Executor gradients, Step step, Update update) {
        return run(gradients, step, update);
    }

    private Report run(Executor gradients, Step step, @Nullable Update update) {
        check(gradients.layout());
        Outcome outcome = Deliberation.decide(plan, gradients, memory, step, besides);
        boolean accepted = outcome.verdict() == Decision.Verdict.CONTINUE || outcome.verdict() == Decision.Verdict.WAIT;
        double[] factors = outcome.factors();
        double normAfter = outcome.before().globalNorm();
        if (accepted) {
            normAfter = commit(gradients, step, update, outcome, factors);
        }
        for (Outcome.Answer answer : outcome.answers()) {
            answer.method().learn(answer.seen(), answer.decision(), accepted, answer.state(), step);
        }
        Report report = report(step, outcome, accepted, factors, normAfter);
        if (!accepted) {
            rejected.accept(report);
        } else if (report.engaged()) {
            engaged.accept(report);
        }
        if (outcome.verdict() == Decision.Verdict.FAIL) {
            throw new RunFailedException(report);
        }
        return report;
    }

    /** Writes what is pending, or hands it to the optimizer, and says what the norm is then. */
    private double commit(
            Executor gradients, Step step, @Nullable Update update, Outcome outcome, double @Nullable [] factors) {
        boolean updates = update != null && outcome.verdict() == Decision.Verdict.CONTINUE;
        boolean rides = updates && factors != null;
        double after;
        if (rides && factors != null) {
            after = outcome.before().globalNorm(factors);
        } else if (!outcome.pending().isEmpty()) {
            after = gradients.write(outcome, plan.guarded()).globalNorm();
        } else {
            after = outcome.verdict() == Decision.Verdict.WAIT
                    ? 0
                    : outcome.before().globalNorm();
        }
        if (update != null && updates) {
            for (Pending each : outcome.pending()) {
                if (each.action() instanceof Action.ResetMoments) {
                    update.reset();
                    break;
                }
            }
            double lr = step.learningRate() != null ? step.learningRate() : update.lr();
            update.step(rides ? factors : null, lr);
        }
        return after;
    }

    private Report report(Step step, Outcome outcome, boolean accepted, double @Nullable [] factors, double normAfter) {
        List<Report.Engagement> engagements = List.of();
        double threshold = Double.NaN;
        for (Outcome.Answer answer : outcome.answers()) {
            Decision decision = answer.decision();
            String name = Objects.requireNonNull(names.get(answer.method()));
            if (accepted && decision.engaged() != null) {
                Report.Engagement engagement = new Report.Engagement(
                        name,
                        answer.seen().layout(),
                        decision.engaged().scope(),
                        decision.engaged().groups(),
                        decision.why());
                if (engagements.isEmpty()) {
                    threshold = decision.threshold();
                    engagements = List.of(engagement);
                } else {
                    engagements = new ArrayList<>(engagements);
                    engagements.add(engagement);
                }
            }
        }
        return new Report(
                step.index(),
                accepted,
                outcome.verdict() == Decision.Verdict.WAIT,
                outcome.before().globalNorm(),
                normAfter,
                uniform(accepted, outcome.before().layout(), factors),
                threshold,
                engagements,
                outcome.before().nonFinite(),
                () -> reason(outcome.answers()),
                outcome.before());
    }

    private String reason(List<Outcome.Answer> answers) {
        StringBuilder reason = new StringBuilder();
        for (Outcome.Answer answer : answers) {
            String own = answer.decision().reason();
            if (!own.isEmpty()) {
                reason.append(reason.isEmpty() ? "" : "; ")
                        .append(names.get(answer.method()))
                        .append(": ")
                        .append(own);
            }
        }
        return reason.toString();
    }

    /** The factor of all entries, where they have one in common; 1 where there is no entry. */
    private static double uniform(boolean accepted, Layout layout, double @Nullable [] factors) {
        if (!accepted) {
            return 1;
        }
        if (factors == null) {
            return Double.NaN;
        }
        long[] sizes = layout.sizes(Scope.TENSOR);
        double common = Double.NaN;
        boolean any = false;
        for (int t = 0; t < factors.length; t++) {
            if (sizes[t] > 0) {
                if (any && factors[t] != common) {
                    return Double.NaN;
                }
                common = factors[t];
                any = true;
            }
        }
        return any ? common : 1;
    }

    /**
     * What the loss is to be multiplied by before the next backward pass: 1 unless the chain has
     * {@link DynamicLossScale}.
     */
    public double lossScale() {
        DynamicLossScale scaling = plan.lossScale();
        return scaling == null ? 1 : scaling.lossScale(memory.state(plan.lossScaleIndex()));
    }

    /** Everything that is remembered from step to step, as a value by method and name. */
    public Map<String, Elements> save() {
        return memory.save();
    }

    /**
     * Continues where {@link #save} was called, bit for bit.
     *
     * @throws IllegalArgumentException when it was saved by another chain or for another model
     */
    public void load(Map<String, Elements> saved) {
        memory.load(saved);
    }

    private void check(Layout layout) {
        if (!plan.layout().equals(layout)) {
            throw new IllegalArgumentException("This control was made for other parameters: [" + plan.layout()
                    + "], but was given [" + layout + "]");
        }
    }
}
