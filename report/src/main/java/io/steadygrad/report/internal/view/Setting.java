package io.steadygrad.report.internal.view;

import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            if (!said(name, value) && !value.equals(other.others.get(name))) {
                words.add(name + "=" + value);
            }
        });
        return words.toString();
    }

    /** Whether the optimizer's text already tells a hyperparameter, perhaps in another spelling of the number. */
    private boolean said(String name, String value) {
        String parameter = name.replaceFirst("^optimizer\\.", "");
        Matcher told =
                Pattern.compile("\\b" + Pattern.quote(parameter) + "=([^,)]*)").matcher(optimizer);
        if (!told.find()) {
            return false;
        }
        try {
            return Double.parseDouble(told.group(1)) == Double.parseDouble(value);
        } catch (NumberFormatException e) {
            return told.group(1).equals(value);
        }
    }
}
