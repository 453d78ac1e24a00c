package io.steadygrad.study;

import io.steadygrad.statistics.Quantiles;
import io.steadygrad.statistics.SuccessRate;
import io.steadygrad.store.TrialState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds expectations against results. */
final class Judge {
    private final List<Trial> trials;
    private final Map<String, TrialOutcome> outcomes;
    private final Function<Trial, Optional<LossCurve>> curves;

    /** @param curves the training loss of a trial, where it was recorded */
    Judge(List<Trial> trials, Map<String, TrialOutcome> outcomes, Function<Trial, Optional<LossCurve>> curves) {
        this.trials = trials;
        this.outcomes = outcomes;
        this.curves = curves;
    }

    /** A verdict with the numbers that it rests on. */
    record Finding(Verdict verdict, String evidence) {}

    Finding judge(Claim claim) {
        List<Finding> parts = claim.expect().stream().map(this::judge).toList();
        return new Finding(
                Verdict.of(parts.stream().map(Finding::verdict).toList()),
                String.join("; ", parts.stream().map(Finding::evidence).toList()));
    }

    Finding judge(Expectation expectation) {
        List<Trial> selected = trials.stream()
                .filter(trial -> expectation.selection().includes(trial.cell()))
                .filter(trial -> outcome(trial) != null)
                .toList();
        String who = expectation.selection().toString();
        if (selected.isEmpty()) {
            return new Finding(Verdict.UNKNOWN, who + ": no run has a result");
        }
        if (expectation.check() instanceof Check.MeanWithin mean) {
            return judgeMean(who, mean, selected);
        }
        int n = 0;
        int holds = 0;
        for (Trial trial : selected) {
            Boolean result = holds(expectation.check(), trial);
            if (result != null) {
                n++;
                holds += result ? 1 : 0;
            }
        }
        if (n == 0) {
            return new Finding(Verdict.UNKNOWN, who + ": nothing recorded that tells");
        }
        SuccessRate rate = new SuccessRate(holds, n);
        Verdict verdict =
                rate.rate() >= expectation.share() ? Verdict.SUPPORTED : holds == 0 ? Verdict.REFUTED : Verdict.MIXED;
        return new Finding(
                verdict,
                String.format(
                        Locale.ROOT,
                        "%s: %d of %d runs %s [%.2f, %.2f]%s",
                        who,
                        holds,
                        n,
                        expectation.check().words(),
                        rate.interval().low(),
                        rate.interval().high(),
                        more(expectation.check(), selected)));
    }

    private @Nullable TrialOutcome outcome(Trial trial) {
        TrialOutcome outcome = outcomes.get(trial.id());
        return outcome == null || !outcome.status().isFinal() ? null : outcome;
    }

    private Finding judgeMean(String who, Check.MeanWithin check, List<Trial> selected) {
        double[] values = values(check.metric(), selected);
        long without = selected.size() - values.length;
        double mean = java.util.Arrays.stream(values).average().orElse(Double.NaN);
        boolean holds = without == 0 && Math.abs(mean - check.mean()) <= check.within();
        return new Finding(
                holds ? Verdict.SUPPORTED : Verdict.REFUTED,
                String.format(
                        Locale.ROOT,
                        "%s: mean %s of %d runs is %.6g, expected %.6g +- %.3g%s",
                        who,
                        check.metric(),
                        values.length,
                        mean,
                        check.mean(),
                        check.within(),
                        without == 0 ? "" : "; " + without + " more have no finite value"));
    }

    private double[] values(String metric, List<Trial> selected) {
        return selected.stream()
                .mapToDouble(trial -> metric(trial, metric))
                .filter(Double::isFinite)
                .toArray();
    }

    private double metric(Trial trial, String metric) {
        TrialOutcome outcome = outcome(trial);
        return outcome == null ? Double.NaN : outcome.metrics().getOrDefault(metric, Double.NaN);
    }

    private @Nullable Boolean holds(Check check, Trial trial) {
        TrialOutcome outcome = Objects.requireNonNull(outcome(trial));
        boolean diverged = outcome.status() == TrialState.DIVERGED;
        if (check instanceof Check.ReachesTarget) {
            return outcome.reachedTarget();
        }
        if (check instanceof Check.MissesTarget) {
            return !outcome.reachedTarget();
        }
        if (check instanceof Check.Diverges) {
            return diverged;
        }
        if (check instanceof Check.NeverDiverges) {
            return !diverged;
        }
        if (check instanceof Check.LossMonotone monotone) {
            return curves.apply(trial)
                    .map(curve -> curve.isMonotone(monotone.from(), monotone.to()))
                    .orElse(null);
        }
        if (check instanceof Check.LossLowestAt lowest) {
            return curves.apply(trial)
                    .map(curve -> Math.abs(curve.lowestAt() - lowest.step()) <= lowest.within())
                    .orElse(null);
        }
        if (check instanceof Check.MetricIn range) {
            double value = metric(trial, range.metric());
            return (range.atLeast() == null || value >= range.atLeast())
                    && (range.atMost() == null || value <= range.atMost())
                    && Double.isFinite(value);
        }
        return check instanceof Check.BetterThan other ? better(trial, other.method()) : null;
    }

    private @Nullable Boolean better(Trial trial, String method) {
        var target = trial.cell().variant().target();
        List<Trial> others = trials.stream()
                .filter(other -> other.cell().method().equals(method) && comparable(trial, other))
                .filter(other -> outcome(other) != null)
                .toList();
        if (target == null || others.isEmpty()) {
            return null;
        }
        double own = worth(trial, target.metric());
        return others.stream().allMatch(other -> own > worth(other, target.metric()));
    }

    /** The metric so that more is better; what is not finite is worth least. */
    private double worth(Trial trial, String metric) {
        double value = metric(trial, metric);
        return !Double.isFinite(value)
                ? Double.NEGATIVE_INFINITY
                : trial.cell().variant().upwards() ? value : -value;
    }

    /** The same in everything but the method and its parameters. */
    private static boolean comparable(Trial a, Trial b) {
        if (a.seed() != b.seed()
                || !a.cell().workload().equals(b.cell().workload())
                || !a.cell().optimizer().equals(b.cell().optimizer())
                || !a.cell().variant().inputs().equals(b.cell().variant().inputs())) {
            return false;
        }
        return a.cell().hyperparameters().entrySet().stream()
                .filter(entry -> b.cell().hyperparameters().containsKey(entry.getKey()))
                .allMatch(entry -> Objects.equals(
                        entry.getValue(), b.cell().hyperparameters().get(entry.getKey())));
    }

    private String more(Check check, List<Trial> selected) {
        if (check instanceof Check.LossLowestAt) {
            double[] steps = selected.stream()
                    .map(curves)
                    .flatMap(Optional::stream)
                    .mapToDouble(LossCurve::lowestAt)
                    .toArray();
            return String.format(
                    Locale.ROOT, ", the lowest lies at step %.0f in the median", new Quantiles(steps).median());
        }
        if (check instanceof Check.ReachesTarget || check instanceof Check.MissesTarget) {
            List<String> medians = new ArrayList<>();
            selected.stream()
                    .filter(trial -> trial.cell().variant().target() != null)
                    .map(trial -> Objects.requireNonNull(trial.cell().variant().target())
                            .metric())
                    .distinct()
                    .forEach(metric -> {
                        double[] values = values(metric, selected);
                        if (values.length > 0) {
                            medians.add(String.format(Locale.ROOT, "%s %.3g", metric, new Quantiles(values).median()));
                        }
                    });
            return medians.isEmpty() ? "" : ", median " + String.join(", ", medians);
        }
        return "";
    }
}
