package io.steadygrad.report.internal.run;

import io.steadygrad.comparison.Comparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A run directory as the report sees it.
 *
 * @param workloads by name, in the study's order; every workload that a trial names is present
 * @param methods expression by name, in the study's order
 * @param environment what ran it: versions, machine, threads; as told, flattened to dotted keys
 * @param trials results, in the study's order
 * @param tuning trials that only served to choose hyperparameters
 * @param comparisons what the study found when it compared its methods
 * @param search how settings were chosen, as the summary tells it; empty without a search
 * @param studyText the resolved study.yaml, when it is there
 */
public record Run(
        Path directory,
        String study,
        String description,
        Map<String, String> environment,
        Map<String, Workload> workloads,
        Map<String, String> methods,
        List<Claim> claims,
        List<Acceptance> acceptance,
        List<Trial> trials,
        List<Trial> tuning,
        List<Comparison> comparisons,
        JsonNode search,
        @Nullable String studyText) {

    /** The steps of a workload's training that claims speak of, ascending, each once. */
    public List<Long> marks(String workload) {
        return claims.stream()
                .flatMap(claim -> claim.marks().stream())
                .filter(mark -> mark.workload().equals(workload))
                .map(Mark::step)
                .distinct()
                .sorted()
                .toList();
    }
}
