package io.steadygrad.report.internal.view;

import java.util.Map;
import java.util.StringJoiner;

/**
 * What surrounds a method in a trial; only methods in the same setting are compared with each other.
 *
 * @param others hyperparameters that belong to no method
 */
public record Setting(String optimizer, String inputs, Map<String, String> others) {

    private static final Setting NOTHING = new Setting("", "", Map.of());

    /** In words: optimizer, inputs, and what the optimizer's text does not already say. */
    public String label() {
        String label = besides(NOTHING);
        return label.isEmpty() ? "as the workload says" : label;
    }

    /** What is different from another setting, in words; empty when nothing is. */
    public String besides(Setting other) {
        StringJoiner words = new StringJoiner(" \u00b7 ");
        if (!optimizer.equals(other.optimizer)) {
            words.add(optimizer.isEmpty() ? "the workload's optimizer" : optimizer);
        }
        if (!inputs.equals(other.inputs)) {
            words.add(inputs.isEmpty() ? "inputs as given" : inputs + " inputs");
        }
        others.forEach((name, value) -> {
            boolean said = optimizer.contains(name.replaceFirst("^optimizer\\.", "") + "=" + value);
            if (!said && !value.equals(other.others.get(name))) {
                words.add(name + "=" + value);
            }
        });
        return words.toString();
    }
}
