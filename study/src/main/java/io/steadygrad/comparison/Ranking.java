package io.steadygrad.comparison;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Methods ranked over three workloads or more: what a critical-difference diagram draws.
 *
 * <p>On one workload the methods are ranked by their median in each setting that all of them share; these ranks are averaged and ranked again, so
 * that a workload counts once, however many settings it has.
 *
 * @param optimizer the one, without its parameters, that these settings have; null for settings of any
 * @param problems the workloads that count: every method has runs on them
 * @param methods best first
 * @param chiSquare Friedman's, and its p
 * @param imanDavenport F, and its p: the one to read
 * @param criticalDifference Nemenyi's, at {@code alpha}
 * @param groups names of methods that the diagram joins by a bar: not significantly different
 */
public record Ranking(
        @Nullable String optimizer,
        List<String> problems,
        List<Ranked> methods,
        double chiSquare,
        double chiSquareP,
        double imanDavenport,
        double imanDavenportP,
        double alpha,
        double criticalDifference,
        List<List<String>> groups,
        String text)
        implements Comparison {

    /**
     * One method in a ranking.
     *
     * @param meanRank 1 is best
     * @param improvement the mean over the settings of the probability that a run beats one of the baseline; its bootstrap interval is
     *     stratified by setting; NaN for the baseline itself, or where the baseline is not ranked
     */
    public record Ranked(String method, double meanRank, Estimate improvement) {}
}
