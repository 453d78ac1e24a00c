package io.steadygrad.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * How likely a run drawn from one method beats a run drawn from another, a tie counting one half.
 *
 * <p>On one task with runs x (n of them) and y (m): P = sum over i, j of [x_i > y_j] + [x_i = y_j] / 2, divided by nm, which is U / nm of Mann
 * and Whitney. Over several tasks it is the mean of the tasks' probabilities. 0.5 says that neither is better; how much better is
 * not part of it. <b>Edges.</b> More is better: negate losses; a run that diverged is -infinity, and two of them tie. <b>Source.</b>
 * Agarwal et al. 2021, section 4.3 and appendix A.3.
 *
 * @param interval 95 %, by the {@link Bootstrap} stratified by task and method
 */
public record ProbabilityOfImprovement(double probability, Interval interval) {

    /** On one task. */
    public static ProbabilityOfImprovement of(double[] x, double[] y) {
        return over(List.of(x), List.of(y));
    }

    /**
     * Over tasks.
     *
     * @param x runs of the method, by task
     * @param y runs of the other method, tasks in the same order
     * @throws IllegalArgumentException when there is no task, or a task without runs
     */
    public static ProbabilityOfImprovement over(List<double[]> x, List<double[]> y) {
        if (x.isEmpty() || x.size() != y.size()) {
            throw new IllegalArgumentException(
                    "Both methods need runs on the same tasks, at least one; given " + x.size() + " and " + y.size());
        }
        List<double[]> strata = new ArrayList<>(x);
        strata.addAll(y);
        Interval interval = Bootstrap.interval(strata, ProbabilityOfImprovement::mean);
        return new ProbabilityOfImprovement(mean(strata), interval);
    }

    private static double mean(List<double[]> strata) {
        int tasks = strata.size() / 2;
        double sum = 0;
        for (int task = 0; task < tasks; task++) {
            sum += probability(strata.get(task), strata.get(tasks + task));
        }
        return sum / tasks;
    }

    private static double probability(double[] x, double[] y) {
        long halves = 0;
        for (double a : x) {
            for (double b : y) {
                halves += a > b ? 2 : a == b ? 1 : 0;
            }
        }
        return halves / (2.0 * x.length * y.length);
    }
}
