package io.steadygrad.study;

import io.steadygrad.model.ModelSpec;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.probe.Probe;
import io.steadygrad.training.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Data, preprocessing, model, loss, budget and target: what is to be learnt, without the method.
 *
 * @param data the rows, loaded and preprocessed
 * @param preprocessing as written, each with all its parameters
 * @param optimizer its own, which a study's or block's {@code optimizers} replace; null for none
 * @param target null for none: then no trial reaches it
 * @param budgetSteps the budget in steps
 * @param probes what is measured of it beside its trials, by their whole text
 * @param content everything of it that decides the numbers, with a digest instead of the data
 * @param files that data and model come from: SHA-256 by absolute path
 * @param resolved as a study file says it, every default written out
 */
public record Workload(
        String name,
        String description,
        PreparedData data,
        List<String> preprocessing,
        ModelSpec model,
        WorkloadSettings settings,
        @Nullable OptimizerExpression optimizer,
        @Nullable Target target,
        long budgetSteps,
        Map<String, Probe> probes,
        ObjectNode content,
        Map<String, String> files,
        Map<String, Object> resolved) {

    public Workload {
        preprocessing = List.copyOf(preprocessing);
    }

    /** The preprocessing in one word: {@code none}, {@code standardize}, {@code standardize+binarize(threshold=0.5)}. */
    public String inputs() {
        return preprocessing.isEmpty() ? "none" : String.join("+", preprocessing);
    }

    /** Whether larger values of the target's metric are better. */
    public boolean upwards() {
        return target != null && target.atLeast() > Double.NEGATIVE_INFINITY;
    }
}
