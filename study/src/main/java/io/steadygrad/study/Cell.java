package io.steadygrad.study;

import java.util.List;
import java.util.Map;

/**
 * Trials that differ in their seed only: one workload, method and optimizer with given hyperparameters and inputs.
 *
 * @param workload its name in the study
 * @param variant the workload as this cell trains it, with the cell's preprocessing and model parameters
 * @param method its name in the study
 * @param expression the method, given parameters named
 * @param resolvedMethod the method with every parameter
 * @param optimizer the optimizer, given parameters named
 * @param resolvedOptimizer the optimizer with every parameter
 * @param hyperparameters what the study varies, by axis, as this cell has it: {@code optimizer.lr -> 0.01}
 * @param blocks names of the blocks that ask for it
 */
public record Cell(
        String workload,
        Workload variant,
        String method,
        String expression,
        String resolvedMethod,
        String optimizer,
        String resolvedOptimizer,
        Map<String, Object> hyperparameters,
        List<String> blocks) {

    /** {@code circle-8, clip, adam(lr=0.001), article.gamma=0.1}. */
    public String title() {
        StringBuilder title = new StringBuilder(workload + ", " + method + ", " + optimizer);
        hyperparameters.forEach(
                (axis, value) -> title.append(", ").append(axis).append('=').append(value));
        return title.toString();
    }
}
