package io.steadygrad.study;

import java.util.List;
import java.util.Map;
import java.util.Objects;

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
 * @param tuned the axes whose values a search chose, or tries; empty without a search
 * @param family the optimizer before a search set its parameters; without a search the optimizer
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
        List<String> blocks,
        List<String> tuned,
        String family) {

    /** A cell whose hyperparameters are given. */
    public Cell(
            String workload,
            Workload variant,
            String method,
            String expression,
            String resolvedMethod,
            String optimizer,
            String resolvedOptimizer,
            Map<String, Object> hyperparameters,
            List<String> blocks) {
        this(
                workload,
                variant,
                method,
                expression,
                resolvedMethod,
                optimizer,
                resolvedOptimizer,
                hyperparameters,
                blocks,
                List.of(),
                optimizer);
    }

    /** {@code circle-8, clip, adam(lr=0.001), article.gamma=0.1}. */
    public String title() {
        StringBuilder title = new StringBuilder(workload + ", " + method + ", " + optimizer);
        hyperparameters.forEach(
                (axis, value) -> title.append(", ").append(axis).append('=').append(value));
        return title.toString();
    }

    /**
     * Whether the two are the same in everything but the method and its parameters. What a search chose for each of them does
     * not tell them apart: each method stands with its own best setting.
     */
    public boolean isComparable(Cell other) {
        if (!workload.equals(other.workload)
                || !family.equals(other.family)
                || !tuned.isEmpty() == other.tuned.isEmpty()
                || !sameInputs(other)) {
            return false;
        }
        return hyperparameters.entrySet().stream()
                .filter(entry -> !tuned.contains(entry.getKey()) && !other.tuned.contains(entry.getKey()))
                .filter(entry -> other.hyperparameters.containsKey(entry.getKey()))
                .allMatch(entry -> Objects.equals(entry.getValue(), other.hyperparameters.get(entry.getKey())));
    }

    private boolean sameInputs(Cell other) {
        boolean searched = tuned.stream().anyMatch(axis -> axis.startsWith("preprocess"))
                && other.tuned.stream().anyMatch(axis -> axis.startsWith("preprocess"));
        return searched || variant.inputs().equals(other.variant.inputs());
    }
}
