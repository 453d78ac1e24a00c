package io.steadygrad.report.internal.view;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What surrounds a method in a trial; only methods in the same setting are compared with each other.
 *
 * @param others hyperparameters that belong to no method
 */
public record Setting(String optimizer, String inputs, Map<String, String> others) {

    /** In words: optimizer, inputs, and what the optimizer's text does not already say. */
    public String label() {
        String rest = others.entrySet().stream()
                .filter(entry ->
                        !optimizer.contains(entry.getKey().replaceFirst("^optimizer\\.", "") + "=" + entry.getValue()))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        String label = optimizer;
        if (!inputs.isEmpty()) {
            label += (label.isEmpty() ? "" : " \u00b7 ") + inputs + " inputs";
        }
        if (!rest.isEmpty()) {
            label += (label.isEmpty() ? "" : " \u00b7 ") + rest;
        }
        return label.isEmpty() ? "as the workload says" : label;
    }
}
