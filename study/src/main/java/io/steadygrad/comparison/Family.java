package io.steadygrad.comparison;

import io.steadygrad.statistics.BayesianSignedRank;
import io.steadygrad.statistics.Holm;
import java.util.ArrayList;
import java.util.List;

/**
 * Comparisons that are corrected together, and what each then comes to.
 *
 * <p>Each comparison brings up to two tests: Fisher's of the success counts, and of the metric Wilcoxon's by pairs (Mann and Whitney's where fewer than six
 * seeds are shared). Holm's correction runs over all of them. A test that could not reach 0.05 whatever the methods did (all runs
 * succeed; all differences are zero) can raise no false alarm and is not counted (Tarone 1990); whether it can is seen without looking at who won.
 */
public final class Family {
    private static final double SURE = 0.95;

    private Family() {}

    /** The same comparisons in the same order, corrected, judged, and put into words. */
    public static List<PairComparison> judge(List<PairComparison> pairs) {
        List<Double> counted = new ArrayList<>();
        for (PairComparison pair : pairs) {
            if (countsSuccess(pair)) {
                counted.add(pair.fisher().p());
            }
            if (countsMetric(pair)) {
                counted.add(metric(pair).p());
            }
        }
        double[] adjusted =
                Holm.adjust(counted.stream().mapToDouble(Double::doubleValue).toArray());
        List<PairComparison> judged = new ArrayList<>();
        int next = 0;
        for (PairComparison pair : pairs) {
            Significance fisher = pair.fisher();
            Significance wilcoxon = pair.wilcoxon();
            Significance mannWhitney = pair.mannWhitney();
            if (countsSuccess(pair)) {
                fisher = fisher.adjusted(adjusted[next++]);
            }
            if (countsMetric(pair)) {
                if (isPaired(pair)) {
                    wilcoxon = wilcoxon.adjusted(adjusted[next++]);
                } else {
                    mannWhitney = mannWhitney.adjusted(adjusted[next++]);
                }
            }
            judged.add(with(pair, fisher, wilcoxon, mannWhitney, counted.size()));
        }
        return judged;
    }

    static boolean isPaired(PairComparison pair) {
        return pair.pairs() >= PairComparison.FEWEST;
    }

    /** The test of the metric that counts. */
    static Significance metric(PairComparison pair) {
        return isPaired(pair) ? pair.wilcoxon() : pair.mannWhitney();
    }

    private static boolean enough(PairComparison pair) {
        return Math.min(pair.runs().n(), pair.baselineRuns().n()) >= PairComparison.FEWEST;
    }

    private static boolean countsSuccess(PairComparison pair) {
        return enough(pair) && pair.fisher().smallest() < PairComparison.LEVEL;
    }

    private static boolean countsMetric(PairComparison pair) {
        return enough(pair) && metric(pair).smallest() < PairComparison.LEVEL;
    }

    private static PairComparison with(
            PairComparison pair, Significance fisher, Significance wilcoxon, Significance mannWhitney, int size) {
        PairComparison corrected = new Changed(fisher, wilcoxon, mannWhitney, size, PairVerdict.UNDECIDED, "").of(pair);
        PairVerdict verdict = verdict(corrected);
        PairComparison judged = new Changed(fisher, wilcoxon, mannWhitney, size, verdict, "").of(pair);
        return new Changed(fisher, wilcoxon, mannWhitney, size, verdict, PairText.of(judged)).of(pair);
    }

    private static PairVerdict verdict(PairComparison pair) {
        if (!enough(pair)) {
            return PairVerdict.TOO_FEW_RUNS;
        }
        int success = 0;
        Success own = pair.runs().success();
        Success other = pair.baselineRuns().success();
        if (own != null && other != null && pair.fisher().significant()) {
            success = Double.compare(own.rate(), other.rate());
        }
        int metric =
                metric(pair).significant() ? Double.compare(pair.improvement().value(), 0.5) : 0;
        if (success * metric < 0) {
            return PairVerdict.UNDECIDED;
        }
        BayesianSignedRank practical = pair.practical();
        if (success == 0 && practical != null && practical.equivalent() >= SURE) {
            return PairVerdict.EQUIVALENT;
        }
        int direction = success + metric;
        return direction > 0 ? PairVerdict.BETTER : direction < 0 ? PairVerdict.WORSE : PairVerdict.UNDECIDED;
    }

    /** What judging changes of a comparison. */
    private record Changed(
            Significance fisher,
            Significance wilcoxon,
            Significance mannWhitney,
            int familySize,
            PairVerdict verdict,
            String text) {
        PairComparison of(PairComparison pair) {
            return new PairComparison(
                    pair.workload(),
                    pair.optimizer(),
                    pair.preprocess(),
                    pair.hyperparameters(),
                    pair.tuned(),
                    pair.method(),
                    pair.parameters(),
                    pair.expression(),
                    pair.baseline(),
                    pair.baselineParameters(),
                    pair.baselineExpression(),
                    pair.metric(),
                    pair.higherIsBetter(),
                    pair.runs(),
                    pair.baselineRuns(),
                    pair.pairs(),
                    fisher,
                    pair.barnard(),
                    wilcoxon,
                    mannWhitney,
                    pair.improvement(),
                    pair.practical(),
                    pair.family(),
                    familySize,
                    pair.bimodal(),
                    verdict,
                    text);
        }
    }
}
