package io.steadygrad.comparison;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A comparison in one sentence: {@code on circle-8 with adam(lr=0.001), clip reached the target in 9/10 runs [.60, .98], plain in 2/10
 * [.06, .51]; p = .02 (Fisher, Holm)}.
 */
final class PairText {
    private PairText() {}

    static String of(PairComparison pair) {
        String method = name(pair.method(), pair.parameters());
        String baseline = name(pair.baseline(), pair.baselineParameters());
        StringBuilder text = new StringBuilder("on " + pair.workload() + " with " + pair.optimizer());
        if (!pair.preprocess().isEmpty()) {
            text.append(" after ").append(String.join("+", pair.preprocess()));
        }
        pair.hyperparameters().forEach((axis, value) -> {
            if (!axis.startsWith("optimizer.")) {
                text.append(", ").append(axis).append('=').append(value);
            }
        });
        text.append(", ").append(method);
        Success own = pair.runs().success();
        Success other = pair.baselineRuns().success();
        boolean few = pair.verdict() == PairVerdict.TOO_FEW_RUNS;
        Significance metric = Family.metric(pair);
        if (own != null && other != null) {
            text.append(" reached the target in ").append(share(own, pair.runs().n(), " runs"));
            text.append(", ")
                    .append(baseline)
                    .append(" in ")
                    .append(share(other, pair.baselineRuns().n(), ""));
            if (!few && !Double.isNaN(pair.fisher().adjusted())) {
                text.append("; p ").append(p(pair.fisher().adjusted())).append(" (Fisher, Holm)");
            }
            text.append("; median ").append(pair.metric()).append(' ').append(median(pair.runs()));
            text.append(" against ").append(median(pair.baselineRuns()));
        } else {
            text.append(" had a median ").append(pair.metric()).append(" of ").append(median(pair.runs()));
            text.append(", ").append(baseline).append(" of ").append(median(pair.baselineRuns()));
        }
        if (!few && !Double.isNaN(metric.adjusted())) {
            text.append("; p ").append(p(metric.adjusted()));
            text.append(Family.isPaired(pair) ? " (Wilcoxon, Holm)" : " (Mann-Whitney, Holm)");
        }
        split(text, method, pair.runs().split());
        split(text, baseline, pair.baselineRuns().split());
        return text.append(": ").append(verdict(pair)).append(neither(pair)).toString();
    }

    private static String verdict(PairComparison pair) {
        return switch (pair.verdict()) {
            case BETTER -> "better";
            case WORSE -> "worse";
            case EQUIVALENT -> "equivalent in practice";
            case UNDECIDED -> "undecided";
            case TOO_FEW_RUNS -> "too few runs for a verdict (" + PairComparison.FEWEST + " of each are needed)";
        };
    }

    /** A better guess is no success, and must not read like one. */
    private static String neither(PairComparison pair) {
        boolean told = pair.verdict() == PairVerdict.BETTER || pair.verdict() == PairVerdict.WORSE;
        return told && pair.noneReachesTarget() ? ", but neither reached the target in any run" : "";
    }

    private static void split(StringBuilder text, String who, Runs.@Nullable Groups groups) {
        if (groups != null) {
            text.append("; ").append(who).append("'s runs fall into two groups, ");
            text.append(groups.better()).append(" around ").append(number(groups.betterMedian()));
            text.append(" and ").append(groups.worse());
            text.append(
                    Double.isFinite(groups.worseMedian())
                            ? " around " + number(groups.worseMedian())
                            : " that diverged");
        }
    }

    private static String median(Runs runs) {
        return Double.isFinite(runs.median()) ? number(runs.median()) : "a diverged run";
    }

    static String name(String method, Map<String, Object> parameters) {
        return parameters.isEmpty()
                ? method
                : method
                        + parameters.entrySet().stream()
                                .map(entry ->
                                        entry.getKey().substring(entry.getKey().lastIndexOf('.') + 1) + "="
                                                + entry.getValue())
                                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String share(Success success, int n, String unit) {
        return success.successes() + "/" + n + unit + " [" + hundredths(success.low()) + ", "
                + hundredths(success.high()) + "]";
    }

    /** As statisticians write shares: .60, and 1.00. */
    static String hundredths(double share) {
        return String.format(Locale.ROOT, "%.2f", share).replaceFirst("^0\\.", ".");
    }

    /** {@code = .02}, {@code = .004}, {@code < .001}; around .05 three digits, which show on what side of it. */
    static String p(double p) {
        if (p < 0.001) {
            return "< .001";
        }
        return "= "
                + String.format(Locale.ROOT, p < 0.0095 || Math.abs(p - 0.05) < 0.005 ? "%.3f" : "%.2f", p)
                        .replaceFirst("^0\\.", ".");
    }

    static String number(double value) {
        double size = Math.abs(value);
        return size != 0 && (size < 1e-3 || size >= 1e5)
                ? String.format(Locale.ROOT, "%.2e", value)
                : new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
