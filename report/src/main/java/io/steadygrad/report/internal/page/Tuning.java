package io.steadygrad.report.internal.page;

import io.steadygrad.search.Sampler;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.Signature;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
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
        boolean allDiverged,
        JsonNode atEdge) {

    static Tuning of(JsonNode search) {
        return new Tuning(
                search.path("workload").asString(""),
                search.path("method").asString(""),
                search.path("optimizer").asString(""),
                withoutDefaults(search.path("sampler").asString("")),
                search.path("select").asString(""),
                search.path("budget"),
                search.path("spent"),
                search.path("chosen").path("hyperparameters"),
                search.path("importance").path("shares"),
                search.path("allDiverged").asBoolean(false),
                search.path("atEdge"));
    }

    /** {@code random(trials=20, seed=0)} as the study's author would write it: {@code random(trials=20)}. */
    static String withoutDefaults(String sampler) {
        try {
            Call call = Call.parse(sampler);
            Map<String, String> defaults = new HashMap<>();
            for (Signature.Slot slot :
                    Sampler.catalog().signature(call.name(), 1).parameters()) {
                String text = slot.defaultText();
                if (text != null) {
                    defaults.put(slot.name(), text);
                }
            }
            String said = call.arguments().stream()
                    .filter(each -> !text(each).equals(defaults.get(String.valueOf(each.key()))))
                    .map(each -> each.key() == null ? text(each) : each.key() + "=" + text(each))
                    .collect(Collectors.joining(", "));
            return said.isEmpty() ? call.name() : call.name() + "(" + said + ")";
        } catch (IllegalArgumentException e) {
            return sampler; // of a version that knows others
        }
    }

    private static String text(Call.Argument argument) {
        return argument.value().toString().replaceFirst("\\.0$", "");
    }
}
