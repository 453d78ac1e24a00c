package io.steadygrad.study;

import io.steadygrad.search.Parameter;
import io.steadygrad.search.Range;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Yaml;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One axis that is searched.
 *
 * @param axis whose values are those of a list, or the two ends of a range
 * @param range null for a list
 */
record Dimension(Axis axis, @Nullable Range range) {

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
