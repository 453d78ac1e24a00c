package io.steadygrad.study;

import io.steadygrad.search.Sampler;
import io.steadygrad.yaml.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a block's settings are chosen before its results are trained.
 *
 * @param written the sampler with all its parameters
 * @param seeds of the tuning trials; no result has one of them
 * @param select the metric that chooses; null for the target's, on validation data
 */
record Search(
        Sampler sampler,
        String written,
        List<Dimension> space,
        List<Long> seeds,
        @Nullable String select,
        Place place) {
    static final List<String> KEYS = List.of("sampler", "space", "seeds", "select");

    /** Tuning seeds start here unless they are listed: far from those of results. */
    static final long FIRST_SEED = 1_000_000;

    /** The share of the training rows that is held out where a workload has no {@code validation}. */
    static final String HELD_OUT = "0.2";

    /** The same search without what belongs to other methods. */
    Search of(List<String> methods) {
        return new Search(
                sampler,
                written,
                space.stream()
                        .filter(dimension -> dimension.axis().kind() != Axis.Kind.METHOD
                                || methods.contains(dimension.axis().owner()))
                        .toList(),
                seeds,
                select,
                place);
    }

    List<Axis> axes() {
        return space.stream().map(Dimension::axis).toList();
    }
}
