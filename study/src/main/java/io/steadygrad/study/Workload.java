package io.steadygrad.study;

import io.steadygrad.training.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Data, preprocessing, model, loss, budget and target: what is to be learnt, without the method. */
public record Workload(
        String name,
        String description,
        List<String> preprocessing,
        @Nullable Target target,
        long budgetSteps,
        String dataDigest) {

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
