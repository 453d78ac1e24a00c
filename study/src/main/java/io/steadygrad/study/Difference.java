package io.steadygrad.study;

import org.jspecify.annotations.Nullable;

/**
 * A quantity of which a trial and its rerun have different numbers.
 *
 * @param step the first at which they differ, counted from 1; null for what belongs to no step
 * @param quantity {@code loss}, {@code l2 of hidden.0.weight}, {@code metrics.test_loss}
 * @param recorded what the trial recorded there; a Double (NaN for "none"), Long, Boolean or String, or null for "none"
 * @param now what the rerun gave
 * @param count at how many places they differ
 */
public record Difference(
        @Nullable Long step,
        String quantity,
        @Nullable Object recorded,
        @Nullable Object now,
        long count) {}
