package io.steadygrad.study;

import io.steadygrad.yaml.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A study file, read and found valid.
 *
 * @param workloads by name, as the file has them
 * @param methods expressions by name
 * @param trials in the order of blocks, workloads, methods, optimizers, hyperparameters, seeds; none stands twice
 * @param accept what the results must show, or the run fails
 * @param claims sentences that the results are held against
 * @param resolved the file as YAML, with every default written out
 * @param warnings what is doubtful but usable
 */
public record Study(
        String name,
        String description,
        Map<String, Workload> workloads,
        Map<String, String> methods,
        List<Trial> trials,
        List<Expectation> accept,
        List<Claim> claims,
        String resolved,
        List<Problem> warnings) {

    public Study {
        workloads = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(workloads));
        methods = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(methods));
        trials = List.copyOf(trials);
        accept = List.copyOf(accept);
        claims = List.copyOf(claims);
        warnings = List.copyOf(warnings);
    }
}
