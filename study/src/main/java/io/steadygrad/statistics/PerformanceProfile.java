package io.steadygrad.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * How often a method is within a factor tau of the best, over many problems: the performance profiles of Dolan and More.
 *
 * <p>With t(p, s) the cost of method s on problem p, the ratio is r(p, s) = t(p, s) / min over methods of t(p, .), and rho_s(tau) is the share of all problems with
 * r(p, s) &lt;= tau: rho(1) is how often the method is fastest, the limit for large tau how often it arrives at all. <b>Edges.</b> A cost that was never
 * reached is infinite and its ratio too; a problem that no method solves stays in the count. Costs are positive. With more than two methods, compare a pair in a profile of its own: leaving
 * a method out can change the order of the others (Gould and Scott 2016). <b>Source.</b> Dolan and More 2002, "Benchmarking optimization software with performance
 * profiles", equations 1 and 2.
 *
 * @param problems how many
 * @param ratios where some share changes, ascending; starts with 1
 * @param shares rho_s at these ratios, by method
 */
public record PerformanceProfile(int problems, List<Double> ratios, List<List<Double>> shares) {

    /**
     * From costs.
     *
     * @param costs one row per problem, one column per method
     */
    public static PerformanceProfile of(List<double[]> costs) {
        if (costs.isEmpty()) {
            throw new IllegalArgumentException("A performance profile needs at least one problem");
        }
        int methods = costs.get(0).length;
        List<double[]> ratios = new ArrayList<>();
        TreeSet<Double> steps = new TreeSet<>();
        steps.add(1.0);
        for (double[] row : costs) {
            double least = Double.POSITIVE_INFINITY;
            for (double cost : row) {
                if (!(cost > 0) || row.length != methods) {
                    throw new IllegalArgumentException(
                            "Every problem needs a positive cost of each of the " + methods + " methods, was " + cost);
                }
                least = Math.min(least, cost);
            }
            double[] ratio = new double[methods];
            for (int s = 0; s < methods; s++) {
                ratio[s] = Double.isInfinite(row[s]) ? Double.POSITIVE_INFINITY : row[s] / least;
                if (Double.isFinite(ratio[s])) {
                    steps.add(ratio[s]);
                }
            }
            ratios.add(ratio);
        }
        List<List<Double>> shares = new ArrayList<>();
        for (int s = 0; s < methods; s++) {
            List<Double> line = new ArrayList<>();
            for (double tau : steps) {
                int within = 0;
                for (double[] ratio : ratios) {
                    within += ratio[s] <= tau ? 1 : 0;
                }
                line.add((double) within / costs.size());
            }
            shares.add(List.copyOf(line));
        }
        return new PerformanceProfile(costs.size(), List.copyOf(steps), List.copyOf(shares));
    }
}
