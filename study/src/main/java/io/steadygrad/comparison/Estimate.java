package io.steadygrad.comparison;

import io.steadygrad.statistics.Interval;

/** A number with its 95 % interval; what is undefined or not finite is NaN here or infinite, and null in JSON. */
public record Estimate(double value, double low, double high) {

    static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN);

    static Estimate of(double value, Interval interval) {
        return new Estimate(value, interval.low(), interval.high());
    }
}
