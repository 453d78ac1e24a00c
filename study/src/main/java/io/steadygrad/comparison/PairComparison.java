package io.steadygrad.comparison;

import io.steadygrad.statistics.BayesianSignedRank;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method against the baseline in one setting.
 *
 * @param hyperparameters what both share
 * @param tuned whether each of the two stands with parameters that a search chose for it
 * @param method its name in the study
 * @param parameters its own values on the grid's axes, and those that were chosen for it
 * @param baselineParameters the baseline's own
 * @param runs the method's
 * @param pairs seeds that both have
 * @param fisher of the success counts; NaN without target
 * @param barnard p of the success counts by Barnard's test, for information: no verdict rests on it
 * @param wilcoxon of the metric, paired by seed
 * @param mannWhitney of the metric, unpaired; corrected and used only where there are too few pairs
 * @param improvement the probability that a run of the method beats one of the baseline, ties one half
 * @param practical the Bayesian signed-rank test; its region is in units of the metric; null without pairs
 * @param family the comparisons that were corrected together
 * @param familySize their tests; those that could not have reached 0.05 whatever the runs did are not counted
 * @param bimodal whether the runs of one of the two fall into two groups
 */
public record PairComparison(
        String workload,
        String optimizer,
        List<String> preprocess,
        Map<String, Object> hyperparameters,
        boolean tuned,
        String method,
        Map<String, Object> parameters,
        String expression,
        String baseline,
        Map<String, Object> baselineParameters,
        String baselineExpression,
        String metric,
        boolean higherIsBetter,
        Runs runs,
        Runs baselineRuns,
        int pairs,
        Significance fisher,
        double barnard,
        Significance wilcoxon,
        Significance mannWhitney,
        Estimate improvement,
        @Nullable BayesianSignedRank practical,
        String family,
        int familySize,
        boolean bimodal,
        PairVerdict verdict,
        String text)
        implements Comparison {

    /** The level of significance, after correction. */
    public static final double LEVEL = 0.05;

    /** Below this many runs there is no verdict. */
    public static final int FEWEST = 6;

    public PairComparison {
        preprocess = List.copyOf(preprocess);
        hyperparameters = Ordered.copy(hyperparameters);
        parameters = Ordered.copy(parameters);
        baselineParameters = Ordered.copy(baselineParameters);
    }

    /** Whether there is a target that no run of either reached: whatever the verdict, both may only guess. */
    public boolean noneReachesTarget() {
        Success other = baselineRuns.success();
        return runs.success() != null && other != null && runs.success().successes() + other.successes() == 0;
    }
}
