package io.steadygrad.report.internal.page;

import tools.jackson.databind.JsonNode;

/** What the page tells of one search: whose it is, what it was allowed and spent, what it chose, and what mattered. */
record Tuning(
        String workload,
        String method,
        String optimizer,
        String sampler,
        String select,
        JsonNode budget,
        JsonNode spent,
        JsonNode chosen,
        JsonNode importance,
        boolean allDiverged) {

    static Tuning of(JsonNode search) {
        return new Tuning(
                search.path("workload").asString(""),
                search.path("method").asString(""),
                search.path("optimizer").asString(""),
                search.path("sampler").asString(""),
                search.path("select").asString(""),
                search.path("budget"),
                search.path("spent"),
                search.path("chosen").path("hyperparameters"),
                search.path("importance").path("shares"),
                search.path("allDiverged").asBoolean(false));
    }
}
