package io.steadygrad.study;

import tools.jackson.databind.node.ObjectNode;

/** One run in a list of runs: which it is, and what it came to. */
final class RunJson {
    private RunJson() {}

    /** @param metric whose value is told; null where the run has none */
    static ObjectNode of(Trial trial, TrialOutcome outcome, String metric) {
        ObjectNode run = Json.object();
        run.put("id", trial.shortId());
        run.put("seed", trial.seed());
        run.put("status", outcome.status().text());
        run.put("value", Json.finite(outcome.metrics().get(metric)));
        return run;
    }
}
