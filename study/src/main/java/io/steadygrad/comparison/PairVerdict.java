package io.steadygrad.comparison;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a comparison with the baseline comes to. */
public enum PairVerdict {
    /** Reaches the target more often, or has the better metric, after correction. */
    @JsonProperty("better")
    BETTER,
    /** The opposite. */
    @JsonProperty("worse")
    WORSE,
    /** The metric differs by less than the region of practical equivalence, with probability 0.95. */
    @JsonProperty("equivalent")
    EQUIVALENT,
    /** Nothing can be said from these runs. */
    @JsonProperty("undecided")
    UNDECIDED,
    /** Below six runs no test can reach 0.05: nothing is said. */
    @JsonProperty("too_few_runs")
    TOO_FEW_RUNS
}
