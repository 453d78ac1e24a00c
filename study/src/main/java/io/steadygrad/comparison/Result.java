package io.steadygrad.comparison;

/**
 * How one run ended.
 *
 * @param value the yardstick's metric; NaN where the run diverged or has none
 * @param stepsToTarget infinite when it never met the target
 */
public record Result(long seed, double value, boolean reachedTarget, boolean diverged, double stepsToTarget) {}
