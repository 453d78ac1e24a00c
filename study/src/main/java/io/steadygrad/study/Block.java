package io.steadygrad.study;

import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A full cross of some of a study's parts.
 *
 * @param optimizers empty: each workload's own
 * @param inputs alternatives for {@code preprocess}; empty: each workload's own
 * @param seeds of the results
 * @param search chooses settings before there are results; null: the grid's are the results
 */
record Block(
        String name,
        Place place,
        List<String> workloads,
        List<String> methods,
        List<OptimizerExpression> optimizers,
        List<Yaml> inputs,
        List<Axis> grid,
        List<Long> seeds,
        @Nullable Search search) {
    static final List<String> KEYS =
            List.of("name", "workloads", "methods", "optimizers", "preprocess", "grid", "seeds", "search");

    /** Everything it varies: the grid's axes and the search's. */
    List<Axis> axes() {
        List<Axis> axes = new ArrayList<>(grid);
        if (search != null) {
            axes.addAll(search.axes());
        }
        return axes;
    }
}
