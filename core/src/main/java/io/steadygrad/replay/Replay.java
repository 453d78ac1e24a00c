package io.steadygrad.replay;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.method.Chain;
import io.steadygrad.plan.Plan;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a chain of methods would have done on a recorded run: when it engages, by how much, and which thresholds the run's own
 * norms suggest. Open-loop: every step gets the gradient that was recorded, as if the steps before had gone on as they did.
 *
 * <p>Exact where only the norm of all gradients counts. Norms of single tensors are recorded in float32, and thinned in long
 * runs: what is drawn from a row that covers several steps is {@link #approximate}.
 * <p><b>Errors.</b> {@link NotReplayableException} where the trace lacks what a method needs. <b>Cost.</b> About a microsecond and
 * a few hundred bytes per step and tensor.
 *
 * @param steps up to the last one of the trace, or to the one at which a guard would have given the run up
 * @param gaveUp whether a guard would have ended the run at the last of the steps
 * @param approximate whether a decision rests on measurements that stand for several steps
 * @param healthy how many steps the suggestions rest on: finite, above zero, no spike (6 robust standard deviations above the
 *     median of the logarithms)
 * @param percentiles of the recorded finite norms above 0, by percent: 1, 5, 10, 25, 50, 75, 90, 95, 99
 * @param suggestions for every fixed limit of the chain; empty where limits adapt by themselves
 */
public record Replay(
        List<ReplayedStep> steps,
        boolean gaveUp,
        boolean approximate,
        int healthy,
        Map<Integer, Double> percentiles,
        List<Suggestion> suggestions) {
    private static final int[] PERCENTS = {1, 5, 10, 25, 50, 75, 90, 95, 99};

    public Replay {
        steps = List.copyOf(steps);
        suggestions = List.copyOf(suggestions);
    }

    /** Replays an expression; limits and reasons bear the names that the expression uses. */
    public static Replay of(MethodExpression expression, Trace trace) {
        return of(expression.chain(), new MethodNames(expression.origins()), trace);
    }

    /** Replays a chain made in Java. */
    public static Replay of(Chain chain, Trace trace) {
        return of(chain, new MethodNames(Map.of()), trace);
    }

    private static Replay of(Chain chain, MethodNames names, Trace trace) {
        if (trace.steps().size() == 0) {
            throw new NotReplayableException("the trace holds no steps");
        }
        Replayer replayer = new Replayer(Plan.compile(chain, Replayer.layout(trace)), names, trace);
        replayer.run();
        double[] norms = trace.steps().normBefore();
        boolean[] healthy = HealthySteps.of(norms);
        return new Replay(
                replayer.steps(),
                replayer.gaveUp(),
                replayer.approximate(),
                (int) IntStream.range(0, healthy.length).filter(i -> healthy[i]).count(),
                percentiles(norms),
                replayer.magnitudes().suggestions(healthy));
    }

    private static Map<Integer, Double> percentiles(double[] norms) {
        Percentiles sample = new Percentiles(Arrays.stream(norms)
                .filter(norm -> norm > 0 && norm < Double.POSITIVE_INFINITY)
                .toArray());
        Map<Integer, Double> percentiles = new LinkedHashMap<>();
        for (int percent : PERCENTS) {
            percentiles.put(percent, sample.at(percent));
        }
        return percentiles;
    }

    /** The steps at which the gradient would have been changed. */
    public List<ReplayedStep> engaged() {
        return steps.stream().filter(ReplayedStep::engaged).toList();
    }

    /** The steps that would have been rejected. */
    public List<ReplayedStep> rejected() {
        return steps.stream().filter(step -> !step.accepted()).toList();
    }

    /** Share of the steps at which the gradient would have been changed. */
    public double engagedFraction() {
        return (double) engaged().size() / steps.size();
    }

    /**
     * How much of the gradient's size is left at the engaged steps.
     *
     * @param percent 0 for the smallest share, 50 for the median, 100 for the largest
     * @return NaN where it never engages, or where only the entries could tell
     */
    public double strength(double percent) {
        return new Percentiles(engaged().stream()
                        .mapToDouble(ReplayedStep::strength)
                        .filter(strength -> !Double.isNaN(strength))
                        .toArray())
                .at(percent);
    }

    /** Of the engaged steps' {@linkplain ReplayedStep#strength strengths} the one farthest from 1, on a logarithmic scale. */
    public double extreme() {
        double least = strength(0);
        double greatest = strength(100);
        return Math.abs(Math.log(least)) > Math.abs(Math.log(greatest)) ? least : greatest;
    }
}
