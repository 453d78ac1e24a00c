package io.steadygrad.comparison;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A method with given parameters in one setting, and how its runs ended: completed or diverged ones, none left out.
 *
 * @param method its name in the study
 * @param parameters its own values on the grid's axes, {@code clip.max_norm -> 1}
 * @param expression the method as text
 * @param results one per seed
 */
public record Contender(
        Setting setting,
        Yardstick yardstick,
        String method,
        Map<String, Object> parameters,
        String expression,
        List<Result> results) {
    public Contender {
        parameters = Ordered.copy(parameters);
        results = List.copyOf(results);
    }

    /** The method's name, with its own parameters where the study varies them: {@code clip (max_norm=1)}. */
    public String name() {
        return parameters.isEmpty()
                ? method
                : method
                        + parameters.entrySet().stream()
                                .map(entry -> entry.getKey()
                                                .substring(entry.getKey().indexOf('.') + 1) + "=" + entry.getValue())
                                .collect(Collectors.joining(", ", " (", ")"));
    }

    /** The runs' values so that more is better; diverged ones are -infinity. */
    double[] worths() {
        return results.stream().mapToDouble(r -> yardstick.worth(r.value())).toArray();
    }
}
