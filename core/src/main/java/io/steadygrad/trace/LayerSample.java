package io.steadygrad.trace;

/**
 * What one layer showed at one step; the numbers are those of {@link Signals.Layers}, NaN where nothing was seen.
 *
 * @param name as taps call the layer
 * @param activation empty where unknown
 */
public record LayerSample(
        String name,
        String activation,
        long units,
        double scale,
        double mean,
        double signal,
        double dead,
        double saturated,
        long nonFinite,
        double gradient) {}
