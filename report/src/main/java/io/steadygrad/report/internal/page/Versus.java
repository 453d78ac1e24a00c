package io.steadygrad.report.internal.page;

import io.steadygrad.comparison.Estimate;
import io.steadygrad.comparison.LearningRates;
import io.steadygrad.comparison.PairComparison;
import io.steadygrad.comparison.PairVerdict;
import io.steadygrad.comparison.Profile;
import io.steadygrad.comparison.Ranking;
import io.steadygrad.comparison.Runs;
import io.steadygrad.comparison.Success;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.view.Against;
import io.steadygrad.report.internal.view.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The study's comparisons as the page reads them; cells by id, null where there is none. */
record Versus(
        List<Pair> pairs, List<Ranking> rankings, @Nullable Profile profile, List<Scan> scans) {

    /** One side of a comparison. */
    record Side(
            @Nullable Integer cell,
            String name,
            int n,
            int diverged,
            @Nullable Success success,
            double median,
            Estimate iqm,
            @Nullable Estimate steps,
            Runs.@Nullable Groups groups) {}

    /** A method against the baseline; {@code p} values are corrected, NaN (null) where a test was not counted. */
    record Pair(
            String workload,
            Side method,
            Side baseline,
            int pairs,
            double successP,
            double metricP,
            String metricTest,
            Estimate improvement,
            String verdict,
            boolean noneReaches,
            String text) {}

    /** A method over learning rates; each rate with its runs, {@code [seed, value, "diverged" or "", reached]}. */
    record Scan(
            String workload,
            String method,
            String phase,
            String metricWords,
            boolean higherIsBetter,
            @Nullable Double bound,
            String label,
            String optimizer,
            List<String> preprocess,
            List<Object[]> rates,
            LearningRates.@Nullable Usable usable,
            double noneDiverged,
            double halfDiverged,
            String frontier,
            String text) {}

    static Versus of(Against against) {
        return new Versus(
                against.pairs().stream().map(Versus::pair).toList(),
                against.rankings(),
                against.profile(),
                against.scans().stream().map(Versus::scan).toList());
    }

    private static Pair pair(Against.Pair pair) {
        PairComparison numbers = pair.numbers();
        boolean paired = numbers.pairs() >= PairComparison.FEWEST;
        return new Pair(
                numbers.workload(),
                side(pair.cell(), numbers.method(), numbers.runs()),
                side(pair.baseline(), numbers.baseline(), numbers.baselineRuns()),
                numbers.pairs(),
                numbers.fisher().adjusted(),
                (paired ? numbers.wilcoxon() : numbers.mannWhitney()).adjusted(),
                paired ? "Wilcoxon" : "Mann-Whitney",
                numbers.improvement(),
                words(numbers.verdict()),
                numbers.noneReachesTarget(),
                numbers.text());
    }

    private static String words(PairVerdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Side side(@Nullable Cell cell, String method, Runs runs) {
        return new Side(
                cell == null ? null : (Integer) cell.id(),
                cell == null ? method : cell.label(),
                runs.n(),
                runs.diverged(),
                runs.success(),
                runs.median(),
                runs.interquartileMean(),
                runs.stepsToTarget(),
                runs.split());
    }

    private static Scan scan(Against.Scan scan) {
        LearningRates numbers = scan.numbers();
        List<Object[]> rates = new ArrayList<>();
        for (LearningRates.Rate rate : numbers.rates()) {
            List<Object[]> runs = scan.runs().getOrDefault(rate.rate(), List.of()).stream()
                    .map(run -> new Object[] {
                        run.seed(), run.value(), run.diverged() ? Status.DIVERGED.word() : "", run.reached()
                    })
                    .toList();
            rates.add(new Object[] {rate.rate(), rate.n(), rate.reached(), rate.diverged(), rate.median(), runs});
        }
        return new Scan(
                numbers.workload(),
                numbers.method(),
                numbers.phase(),
                scan.metric().words(),
                scan.metric().higherIsBetter(),
                scan.metric().bound(),
                scan.label(),
                numbers.optimizer(),
                numbers.preprocess(),
                rates,
                numbers.usable(),
                numbers.noneDiverged(),
                numbers.halfDiverged(),
                numbers.frontier().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                numbers.text());
    }
}
