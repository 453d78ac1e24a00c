package io.steadygrad.replay;

/**
 * A threshold that the recorded magnitudes suggest.
 *
 * @param method as it is called in the expression
 * @param parameter of that method
 * @param percentile of what the method saw at the healthy steps, in 0..100
 * @param value of the parameter
 * @param share of all finite steps that the method saw and would have touched with this value
 */
public record Suggestion(String method, String parameter, double percentile, double value, double share) {}
