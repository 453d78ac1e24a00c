package io.steadygrad.report.internal.view;

import org.jspecify.annotations.Nullable;

/**
 * A run that diverged: when, and where it was seen first.
 *
 * @param layer first non-finite layer of the back-propagation, null when no trace tells
 */
public record Failure(
        int cell,
        String trial,
        long seed,
        @Nullable Long step,
        @Nullable Long gradientStep,
        @Nullable String layer) {}
