package io.steadygrad.comparison;

import io.steadygrad.statistics.BarnardExact;
import io.steadygrad.statistics.BayesianSignedRank;
import io.steadygrad.statistics.FisherExact;
import io.steadygrad.statistics.MannWhitney;
import io.steadygrad.statistics.ProbabilityOfImprovement;
import io.steadygrad.statistics.SuccessRate;
import io.steadygrad.statistics.WilcoxonSignedRank;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;

/** Computes the numbers of one comparison; {@link Family} corrects and judges them. */
public final class Pairing {
    private static final double SHARE_REGION = 0.01;
    private static final double LOSS_REGION = 0.01;

    private Pairing() {}

    /**
     * A contender against another, not yet corrected or judged.
     *
     * @throws IllegalArgumentException when one has no results, or they are measured by different metrics
     */
    public static PairComparison of(Contender contender, Contender base) {
        Yardstick yardstick = contender.yardstick();
        if (!yardstick.equals(base.yardstick())) {
            throw new IllegalArgumentException("Runs are compared by one metric, given " + yardstick.metric() + " and "
                    + base.yardstick().metric());
        }
        Runs runs = Runs.of(contender);
        Runs baseRuns = Runs.of(base);
        double[] differences = differences(contender, base);
        WilcoxonSignedRank wilcoxon = WilcoxonSignedRank.of(differences);
        double[] worths = contender.worths();
        double[] baseWorths = base.worths();
        MannWhitney mannWhitney = MannWhitney.of(worths, baseWorths);
        ProbabilityOfImprovement improvement = ProbabilityOfImprovement.of(worths, baseWorths);
        Significance fisher = Significance.NONE;
        double barnard = Double.NaN;
        Success success = runs.success();
        Success baseSuccess = baseRuns.success();
        if (success != null && baseSuccess != null) {
            SuccessRate rate = new SuccessRate(success.successes(), runs.n());
            SuccessRate baseRate = new SuccessRate(baseSuccess.successes(), baseRuns.n());
            FisherExact exact = FisherExact.of(rate, baseRate);
            fisher = Significance.of(exact.p(), exact.smallest());
            barnard = BarnardExact.of(rate, baseRate).p();
        }
        Setting setting = contender.setting();
        return new PairComparison(
                setting.workload(),
                setting.optimizer(),
                setting.preprocess(),
                setting.hyperparameters(),
                setting.tuned(),
                contender.method(),
                contender.parameters(),
                contender.expression(),
                base.method(),
                base.parameters(),
                base.expression(),
                yardstick.metric(),
                yardstick.higherIsBetter(),
                runs,
                baseRuns,
                differences.length,
                fisher,
                barnard,
                differences.length == 0 ? Significance.NONE : Significance.of(wilcoxon.p(), wilcoxon.smallest()),
                Significance.of(mannWhitney.p(), mannWhitney.smallest()),
                Estimate.of(improvement.probability(), improvement.interval()),
                differences.length == 0
                        ? null
                        : BayesianSignedRank.of(region(yardstick.metric(), baseRuns.median()), differences),
                family(setting),
                0,
                runs.split() != null || baseRuns.split() != null,
                PairVerdict.UNDECIDED,
                "");
    }

    /** One workload under one optimizer (whatever its parameters) with one kind of inputs. */
    private static String family(Setting setting) {
        return setting.workload() + ", " + setting.optimizerName()
                + (setting.preprocess().isEmpty() ? "" : ", " + String.join("+", setting.preprocess()));
    }

    /** Shares (accuracy, R2) matter from one point in a hundred on, losses from one percent of the baseline's median. */
    private static double region(String metric, double baseMedian) {
        if (!metric.endsWith("_loss")) {
            return SHARE_REGION;
        }
        return Double.isFinite(baseMedian) ? LOSS_REGION * Math.abs(baseMedian) : 0;
    }

    /** By seed, positive where the contender is better; two runs that diverged do not differ. */
    private static double[] differences(Contender contender, Contender base) {
        Map<Long, Double> bySeed = new HashMap<>();
        for (Result result : base.results()) {
            bySeed.put(result.seed(), base.yardstick().worth(result.value()));
        }
        return contender.results().stream()
                .filter(result -> bySeed.containsKey(result.seed()))
                .mapToDouble(result -> {
                    double own = contender.yardstick().worth(result.value());
                    double other = bySeed.getOrDefault(result.seed(), Double.NaN);
                    return difference(own, other);
                })
                .toArray();
    }

    /** Without the last digits' rounding: 0.86 - 0.5 and 0.87 - 0.51 are a tie. */
    private static double difference(double own, double other) {
        double difference = own == other ? 0 : own - other;
        if (!Double.isFinite(difference)) {
            return difference;
        }
        return Math.abs(difference) <= 4 * Math.ulp(Math.max(Math.abs(own), Math.abs(other)))
                ? 0
                : new BigDecimal(difference).round(new MathContext(11)).doubleValue();
    }
}
