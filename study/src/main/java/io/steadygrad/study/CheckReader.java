package io.steadygrad.study;

import io.steadygrad.spec.Default;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what an expectation says about its runs: one check, with the numbers that belong to it. */
final class CheckReader {
    /** Those that are true, or a share of the runs. */
    static final List<String> PLAIN = List.of("reaches_target", "misses_target", "diverges", "never_diverges");
    /** Those that speak of a number of each run. */
    private static final List<String> QUANTITIES = List.of("metric", "mean_loss", "gradient_norm");

    static final List<String> CHECKS = List.of(
            "reaches_target",
            "misses_target",
            "diverges",
            "never_diverges",
            "loss_monotone",
            "loss_lowest_at",
            "better_than",
            "as_often_as",
            "metric",
            "mean_loss",
            "gradient_norm");
    private static final List<String> NUMBERS =
            List.of("mean", "sd", "within", "standard_errors", "at_least", "at_most", "at_step", "log");

    private final Binder binder;
    private final Problems problems;
    private final Collection<String> methods;
    private final Function<Yaml.Mapping, Optional<Selection>> selections;

    /** @param selections reads which runs are meant */
    CheckReader(Binder binder, Collection<String> methods, Function<Yaml.Mapping, Optional<Selection>> selections) {
        this.binder = binder;
        this.selections = selections;
        this.problems = binder.problems();
        this.methods = methods;
    }

    record Steps(long from, long to) {}

    record Near(long step, @Default("0") long within) {}

    record Losses(
            @Default("0") long from,
            @Default("0") long to,
            @Default("0") long last) {}

    record Norms(
            String of,
            @Default("") String over,
            @Default("1") long step) {}

    /** All keys that may stand beside a selection. */
    static List<String> keys() {
        List<String> keys = new ArrayList<>(CHECKS);
        keys.addAll(NUMBERS);
        keys.add("share");
        return keys;
    }

    /** @param check the entry among those of {@code node} that names the check */
    Optional<Check> read(Yaml.Mapping node, Yaml.Entry check) {
        if (!QUANTITIES.contains(check.name())) {
            for (Yaml.Entry entry : node.entries()) {
                if (NUMBERS.contains(entry.name())) {
                    problems.error(
                            entry.key().place(),
                            "'" + entry.name() + "' belongs to " + String.join(", ", QUANTITIES) + ", not to "
                                    + check.name());
                }
            }
        }
        try {
            return switch (check.name()) {
                case "reaches_target" -> Optional.of(new Check.ReachesTarget());
                case "misses_target" -> Optional.of(new Check.MissesTarget());
                case "diverges" -> Optional.of(new Check.Diverges());
                case "never_diverges" -> Optional.of(new Check.NeverDiverges());
                case "loss_monotone" ->
                    binder.bind(check.value(), Steps.class, "loss_monotone")
                            .map(steps -> new Check.LossMonotone(steps.from(), steps.to()));
                case "loss_lowest_at" -> lowest(check.value());
                case "better_than" -> method(check.value(), "better_than").map(Check.BetterThan::new);
                case "as_often_as" ->
                    check.value() instanceof Yaml.Mapping others
                            ? selections.apply(others).map(Check.SucceedsAsOftenAsThose::new)
                            : method(check.value(), "as_often_as").map(Check.SucceedsAsOftenAs::new);
                default -> quantity(node, check).flatMap(quantity -> numbers(node, check, quantity));
            };
        } catch (IllegalArgumentException e) {
            problems.error(check.value().place(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Check> lowest(Yaml value) {
        Optional<Near> near = value instanceof Yaml.Mapping
                ? binder.bind(value, Near.class, "loss_lowest_at")
                : binder.bind(value, Long.class, "loss_lowest_at").map(step -> new Near(step, 0));
        return near.map(at -> new Check.LossLowestAt(at.step(), at.within()));
    }

    private Optional<String> method(Yaml value, String key) {
        Optional<String> method = binder.bind(value, String.class, key);
        if (method.isPresent() && !methods.contains(method.get())) {
            problems.error(value.place(), Unknown.message("method", method.get(), methods));
            return Optional.empty();
        }
        return method;
    }

    private Optional<Quantity> quantity(Yaml.Mapping node, Yaml.Entry check) {
        Yaml atStep = node.get("at_step");
        if (atStep != null && !check.name().equals("metric")) {
            problems.error(atStep.place(), "'at_step' belongs to metric, not to " + check.name());
        }
        Optional<Quantity> quantity = switch (check.name()) {
            case "mean_loss" ->
                binder.bind(check.value(), Losses.class, "mean_loss")
                        .map(losses -> new Quantity.MeanLoss(losses.from(), losses.to(), losses.last()));
            case "gradient_norm" ->
                binder.bind(check.value(), Norms.class, "gradient_norm")
                        .map(norms -> new Quantity.GradientNorm(norms.of(), norms.over(), norms.step()));
            default -> metric(check.value(), atStep);
        };
        Yaml log = node.get("log");
        boolean logarithm =
                log != null && binder.bind(log, Boolean.class, "log").orElse(false);
        return logarithm ? quantity.map(Quantity.Logarithm::new) : quantity;
    }

    private Optional<Quantity> metric(Yaml value, @Nullable Yaml atStep) {
        Optional<String> name = binder.bind(value, String.class, "metric");
        if (atStep == null) {
            return name.map(Quantity.FinalMetric::new);
        }
        Optional<Long> step = binder.bind(atStep, Long.class, "at_step");
        return name.flatMap(metric -> step.map(at -> new Quantity.MetricAt(metric, at)));
    }

    private Optional<Check> numbers(Yaml.Mapping node, Yaml.Entry check, Quantity quantity) {
        Double mean = number(node, "mean");
        Double sd = number(node, "sd");
        Double within = number(node, "within");
        Double standardErrors = number(node, "standard_errors");
        Double atLeast = number(node, "at_least");
        Double atMost = number(node, "at_most");
        boolean range = atLeast != null || atMost != null;
        boolean moment = mean != null || sd != null;
        String what = "a " + check.name();
        if (!range && !moment) {
            problems.error(
                    check.value().place(), what + " needs 'mean' (or 'sd') and 'within', or 'at_least', or 'at_most'");
            return Optional.empty();
        }
        if ((range && moment) || (mean != null && sd != null)) {
            problems.error(
                    check.value().place(), what + " takes one of 'mean', 'sd', and the range 'at_least' 'at_most'");
            return Optional.empty();
        }
        if (range) {
            return Optional.of(new Check.InRange(quantity, atLeast, atMost));
        }
        if (within == null && standardErrors == null) {
            problems.error(
                    check.value().place(),
                    "'" + (mean != null ? "mean" : "sd") + "' needs 'within', the distance that is accepted, or"
                            + " 'standard_errors'");
            return Optional.empty();
        }
        return Optional.of(new Check.Close(
                quantity,
                mean != null ? Moment.MEAN : Moment.SD,
                mean != null ? mean : Objects.requireNonNull(sd),
                within,
                standardErrors));
    }

    private @Nullable Double number(Yaml.Mapping node, String key) {
        Yaml value = node.get(key);
        return value == null ? null : binder.bind(value, Double.class, key).orElse(null);
    }
}
