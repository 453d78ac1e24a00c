package io.steadygrad.study;

import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Yaml;
import java.util.List;

/**
 * A full cross of some of a study's parts.
 *
 * @param optimizers empty: each workload's own
 * @param inputs alternatives for {@code preprocess}; empty: each workload's own
 */
record Block(
        String name,
        Place place,
        List<String> workloads,
        List<String> methods,
        List<OptimizerExpression> optimizers,
        List<Yaml> inputs,
        List<Axis> grid,
        List<Long> seeds) {
    static final List<String> KEYS =
            List.of("name", "workloads", "methods", "optimizers", "preprocess", "grid", "seeds");
}
