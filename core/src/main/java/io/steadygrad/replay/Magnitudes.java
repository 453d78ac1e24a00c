package io.steadygrad.replay;

import io.steadygrad.gradient.Scope;
import io.steadygrad.method.Band;
import io.steadygrad.method.Method;
import io.steadygrad.method.SkipLarge;
import io.steadygrad.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The magnitudes that the fixed limits of a chain are compared with, step by step, and the limits that their percentiles
 * suggest. For an upper limit a step counts by its largest group (it is touched when that one is above), for a lower limit by
 * its smallest group that is not zero.
 */
final class Magnitudes {
    private static final double[] HIGH = {90, 95, 99};
    private static final double[] LOW = {10, 5, 1};
    private static final List<String> HIGH_NAMES = List.of("max_norm", "limit", "threshold", "high");
    private static final List<String> LOW_NAMES = List.of("low");

    private final List<Limit> limits = new ArrayList<>();
    private final MethodNames names;

    /** One limit of one method, with what it was compared with and at which of the trace's steps. */
    private record Limit(Method method, boolean upper, List<Integer> steps, List<Double> values) {}

    Magnitudes(Plan plan, MethodNames names) {
        this.names = names;
        add(plan);
    }

    private void add(Plan plan) {
        for (int i = 0; i < plan.methods().size(); i++) {
            Method method = plan.methods().get(i);
            if (method instanceof SkipLarge) {
                add(method, true);
            } else if (method instanceof Band band && band.low() < band.high()) {
                if (band.low() == 0 || band.high() < Double.POSITIVE_INFINITY) {
                    add(method, true);
                }
                if (band.low() > 0 && band.scope() != Scope.ELEMENT) {
                    add(method, false);
                }
            }
            plan.branches(i).forEach(this::add);
        }
    }

    private void add(Method method, boolean upper) {
        if (limits.stream()
                .noneMatch(limit -> limit.upper() == upper && limit.method().equals(method))) {
            limits.add(new Limit(method, upper, new ArrayList<>(), new ArrayList<>()));
        }
    }

    /** Before a method decides. */
    void see(Method method, Recorded now, int step) {
        for (Limit limit : limits) {
            if (limit.method().equals(method)) {
                double[] groups = groups(method, now);
                double value = limit.upper()
                        ? Arrays.stream(groups).max().orElse(0)
                        : Arrays.stream(groups).filter(m -> m > 0).min().orElse(0);
                if (value > 0 && value < Double.POSITIVE_INFINITY) {
                    limit.steps().add(step);
                    limit.values().add(value);
                }
            }
        }
    }

    private static double[] groups(Method method, Recorded now) {
        if (!(method instanceof Band band)) {
            return new double[] {now.globalNorm()};
        }
        if (band.scope() == Scope.ELEMENT) {
            return IntStream.range(0, now.layout().parameters().size())
                    .mapToDouble(now::largest)
                    .toArray();
        }
        return IntStream.range(0, now.layout().count(band.scope()))
                .mapToDouble(group -> now.norm(band.norm(), band.scope(), group))
                .toArray();
    }

    /** @param healthy which steps of the trace count for the percentiles */
    List<Suggestion> suggestions(boolean[] healthy) {
        List<Suggestion> suggestions = new ArrayList<>();
        for (Limit limit : limits) {
            double[] all =
                    limit.values().stream().mapToDouble(Double::doubleValue).toArray();
            Percentiles percentiles = new Percentiles(IntStream.range(0, all.length)
                    .filter(i -> healthy[limit.steps().get(i)])
                    .mapToDouble(i -> all[i])
                    .toArray());
            if (percentiles.size() == 0) {
                continue;
            }
            for (double percentile : limit.upper() ? HIGH : LOW) {
                double value = percentiles.at(percentile);
                DoublePredicate touched = limit.upper() ? m -> m > value : m -> m < value;
                double share = (double) DoubleStream.of(all).filter(touched).count() / all.length;
                String parameter = names.parameter(limit.method(), limit.upper() ? HIGH_NAMES : LOW_NAMES);
                suggestions.add(new Suggestion(names.of(limit.method()), parameter, percentile, value, share));
            }
        }
        return suggestions;
    }
}
