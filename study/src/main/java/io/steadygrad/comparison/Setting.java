package io.steadygrad.comparison;

import java.util.List;
import java.util.Map;

/**
 * What two methods must share to be compared run by run: everything but the method and its own parameters.
 *
 * @param optimizer as the trials have it, {@code adam(lr=0.01)}
 * @param preprocess steps in order, each with its parameters
 * @param hyperparameters values on the grid's axes, without those of the method and those that a search chose
 * @param tuned whether a search chose parameters for each method: then each stands with its own best ones
 */
public record Setting(
        String workload,
        String optimizer,
        List<String> preprocess,
        Map<String, Object> hyperparameters,
        boolean tuned) {
    public Setting {
        preprocess = List.copyOf(preprocess);
        hyperparameters = Ordered.copy(hyperparameters);
    }

    /** The optimizer without its parameters: {@code adam}. */
    public String optimizerName() {
        return optimizer.replaceFirst("\\(.*", "");
    }

    /** In words that tell it from the study's other settings: {@code circle-8, adam(lr=0.01), standardize}. */
    public String title() {
        StringBuilder title = new StringBuilder(workload + ", " + optimizer);
        if (!preprocess.isEmpty()) {
            title.append(", ").append(String.join("+", preprocess));
        }
        hyperparameters.forEach((axis, value) -> {
            if (!axis.startsWith("optimizer.")) {
                title.append(", ").append(axis).append('=').append(value);
            }
        });
        return title.toString();
    }
}
