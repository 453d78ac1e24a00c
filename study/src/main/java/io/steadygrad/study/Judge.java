package io.steadygrad.study;

import io.steadygrad.statistics.Quantiles;
import io.steadygrad.statistics.SuccessRate;
import io.steadygrad.store.TrialState;
import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds expectations against results. */
final class Judge {
    private final List<Trial> trials;
    private final Map<String, TrialOutcome> outcomes;
    private final Function<Trial, Optional<Trace>> traces;

    /** @param traces what was recorded of a trial */
    Judge(List<Trial> trials, Map<String, TrialOutcome> outcomes, Function<Trial, Optional<Trace>> traces) {
        this.trials = trials;
        this.outcomes = outcomes;
        this.traces = traces;
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
        if (expectation.check() instanceof Check.Close close) {
            return judgeMoment(who, close, selected);
        }
        if (expectation.check() instanceof Check.SucceedsAsOftenAs other) {
            return judgeSuccess(who, other, selected, expectation.share());
        }
        if (expectation.check() instanceof Check.SucceedsAsOftenAsThose those) {
            return judgeSuccess(who, those, selected);
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

    private Finding judgeMoment(String who, Check.Close check, List<Trial> selected) {
        double[] values = values(check.quantity(), selected);
        int without = selected.size() - values.length;
        double found = check.moment().of(values);
        double error = check.moment().standardError(values);
        double distance =
                check.within() != null ? check.within() : Objects.requireNonNull(check.standardErrors()) * error;
        boolean holds = without == 0 && Math.abs(found - check.expected()) <= distance;
        return new Finding(
                holds ? Verdict.SUPPORTED : Verdict.REFUTED,
                String.format(
                        Locale.ROOT,
                        "%s: %s %s of %d runs is %.6g (standard error %.2g), expected %.6g +- %.3g%s",
                        who,
                        check.moment().words(),
                        check.quantity().words(),
                        values.length,
                        found,
                        error,
                        check.expected(),
                        distance,
                        without == 0 ? "" : "; " + without + " more have no finite value"));
    }

    /** Cell by cell: the share of its runs that succeed, beside that of the other method's comparable cells. */
    private Finding judgeSuccess(String who, Check.SucceedsAsOftenAs check, List<Trial> selected, double share) {
        Map<Cell, List<Trial>> cells =
                selected.stream().collect(Collectors.groupingBy(Trial::cell, LinkedHashMap::new, Collectors.toList()));
        List<String> compared = new ArrayList<>();
        int holds = 0;
        for (List<Trial> cell : cells.values()) {
            List<Trial> others = trials.stream()
                    .filter(other -> other.cell().method().equals(check.method())
                            && cell.get(0).cell().isComparable(other.cell()))
                    .filter(other -> outcome(other) != null)
                    .toList();
            if (!others.isEmpty()) {
                SuccessRate own = success(cell);
                SuccessRate theirs = success(others);
                holds += own.rate() >= theirs.rate() ? 1 : 0;
                compared.add(own.successes() + "/" + own.n() + " and " + theirs.successes() + "/" + theirs.n());
            }
        }
        if (compared.isEmpty()) {
            return new Finding(Verdict.UNKNOWN, who + ": no run of '" + check.method() + "' to compare with");
        }
        boolean enough = holds >= share * compared.size();
        return new Finding(
                enough ? Verdict.SUPPORTED : holds == 0 ? Verdict.REFUTED : Verdict.MIXED,
                String.format(
                        Locale.ROOT,
                        "%s: %d of %d cells %s (%s)",
                        who,
                        holds,
                        compared.size(),
                        check.words(),
                        String.join(", ", compared)));
    }

    private Finding judgeSuccess(String who, Check.SucceedsAsOftenAsThose check, List<Trial> selected) {
        List<Trial> others = trials.stream()
                .filter(other -> check.others().includes(other.cell()))
                .filter(other -> outcome(other) != null)
                .toList();
        if (others.isEmpty()) {
            return new Finding(Verdict.UNKNOWN, who + ": no run of " + check.others() + " to compare with");
        }
        SuccessRate own = success(selected);
        SuccessRate theirs = success(others);
        return new Finding(
                own.rate() >= theirs.rate() ? Verdict.SUPPORTED : Verdict.REFUTED,
                String.format(
                        Locale.ROOT,
                        "%s: %d of %d runs reached the target, %d of %d of %s",
                        who,
                        own.successes(),
                        own.n(),
                        theirs.successes(),
                        theirs.n(),
                        check.others()));
    }

    private SuccessRate success(List<Trial> runs) {
        long reached = runs.stream()
                .filter(run -> Objects.requireNonNull(outcome(run)).reachedTarget())
                .count();
        return new SuccessRate((int) reached, runs.size());
    }

    /** The finite ones. */
    private double[] values(Quantity quantity, List<Trial> selected) {
        return selected.stream()
                .mapToDouble(trial -> value(quantity, trial))
                .filter(Double::isFinite)
                .toArray();
    }

    private double value(Quantity quantity, Trial trial) {
        return quantity.of(Objects.requireNonNull(outcome(trial)), () -> traces.apply(trial));
    }

    private Optional<LossCurve> curve(Trial trial) {
        return traces.apply(trial).map(LossCurve::of);
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
            return curve(trial)
                    .map(curve -> curve.isMonotone(monotone.from(), monotone.to()))
                    .orElse(null);
        }
        if (check instanceof Check.LossLowestAt lowest) {
            return curve(trial)
                    .map(curve -> Math.abs(curve.lowestAt() - lowest.step()) <= lowest.within())
                    .orElse(null);
        }
        if (check instanceof Check.InRange range) {
            double value = value(range.quantity(), trial);
            return (range.atLeast() == null || value >= range.atLeast())
                    && (range.atMost() == null || value <= range.atMost())
                    && Double.isFinite(value);
        }
        return check instanceof Check.BetterThan other ? better(trial, other.method()) : null;
    }

    private @Nullable Boolean better(Trial trial, String method) {
        var target = trial.cell().variant().target();
        List<Trial> others = trials.stream()
                .filter(other -> other.cell().method().equals(method)
                        && other.seed() == trial.seed()
                        && trial.cell().isComparable(other.cell()))
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

    private String more(Check check, List<Trial> selected) {
        if (check instanceof Check.LossLowestAt) {
            double[] steps = selected.stream()
                    .map(this::curve)
                    .flatMap(Optional::stream)
                    .mapToDouble(LossCurve::lowestAt)
                    .toArray();
            return String.format(
                    Locale.ROOT, ", the lowest lies at step %.0f in the median", new Quantiles(steps).median());
        }
        if (check instanceof Check.InRange range) {
            double[] values = values(range.quantity(), selected);
            return values.length == 0
                    ? ", no run has a finite value"
                    : String.format(Locale.ROOT, ", median %.4g", new Quantiles(values).median());
        }
        if (check instanceof Check.ReachesTarget || check instanceof Check.MissesTarget) {
            List<String> medians = new ArrayList<>();
            selected.stream()
                    .filter(trial -> trial.cell().variant().target() != null)
                    .map(trial -> Objects.requireNonNull(trial.cell().variant().target())
                            .metric())
                    .distinct()
                    .forEach(metric -> {
                        double[] values = values(new Quantity.FinalMetric(metric), selected);
                        if (values.length > 0) {
                            medians.add(String.format(Locale.ROOT, "%s %.3g", metric, new Quantiles(values).median()));
                        }
                    });
            return medians.isEmpty() ? "" : ", median " + String.join(", ", medians);
        }
        return "";
    }
}
