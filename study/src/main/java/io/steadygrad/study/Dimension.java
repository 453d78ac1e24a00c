package io.steadygrad.study;

import io.steadygrad.search.Parameter;
import io.steadygrad.search.Range;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Yaml;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One axis that is searched.
 *
 * @param axis whose values are those of a list, or the two ends of a range
 * @param range null for a list
 */
record Dimension(Axis axis, @Nullable Range range) {
    private static final double EDGE = 0.02;

    Parameter parameter() {
        return new Parameter(
                axis.name(), range == null ? new Range.Listed(axis.values().size()) : range);
    }

    /** The value at a place in [0, 1), as if the study file gave it. */
    Yaml at(double u) {
        if (range == null) {
            return axis.values()
                    .get(Integer.parseInt(new Range.Listed(axis.values().size()).at(u)));
        }
        Place place = axis.values().get(0).place();
        return new Yaml.Text(place, range.at(u), false);
    }

    /** Whether a place means the smallest or the largest of several numbers, so that better ones may lie beyond. */
    boolean isEdge(double u) {
        if (range != null) {
            return u < EDGE || u > 1 - EDGE;
        }
        List<Object> values = axis.values().stream().map(Axis::plain).toList();
        if (values.size() < 2 || !values.stream().allMatch(Number.class::isInstance)) {
            return false;
        }
        double[] sorted = values.stream()
                .mapToDouble(value -> ((Number) value).doubleValue())
                .sorted()
                .toArray();
        double own = ((Number) Axis.plain(at(u))).doubleValue();
        return own == sorted[0] || own == sorted[sorted.length - 1];
    }

    /** As a study file says it: {@code log(low=0.0001, high=1.0)}, {@code [8, 32]}. */
    String written() {
        if (range == null) {
            return String.valueOf(axis.values().stream().map(Axis::plain).toList());
        }
        String text = range.toString();
        return text.substring(0, 1).toLowerCase(Locale.ROOT)
                + text.substring(1).replace('[', '(').replace(']', ')');
    }
}
