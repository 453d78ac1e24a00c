package io.steadygrad.export;

import io.steadygrad.formats.NdArray;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One thing that is known of trials.
 *
 * @param values a value for each trial: texts, numbers, truth values; null where it is not known
 */
public record Column(String name, List<@Nullable JsonNode> values) {

    /** Truth values where all are known, numbers with NaN where there is none, else texts with an empty one. */
    NdArray array() {
        if (values.stream().allMatch(node -> node != null && node.isBoolean())) {
            boolean[] truths = new boolean[values.size()];
            for (int i = 0; i < truths.length; i++) {
                truths[i] = text(values.get(i)).equals("true");
            }
            return NdArray.of(truths, List.of(truths.length));
        }
        if (values.stream().allMatch(node -> node == null || node.isNumber() || node.isNull())) {
            return NdArray.of(
                    values.stream()
                            .mapToDouble(node -> node == null || node.isNull() ? Double.NaN : node.asDouble())
                            .toArray(),
                    List.of(values.size()));
        }
        return NdArray.ofTexts(values.stream().map(Column::text).toList());
    }

    static String text(@Nullable JsonNode node) {
        return node == null || node.isNull() ? "" : node.asString();
    }
}
