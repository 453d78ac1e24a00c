package io.steadygrad.bench;

import io.steadygrad.statistics.Quantiles;

/**
 * How long a contender took for one call, in microseconds.
 *
 * @param n runs; each is one call, or the mean of many where one is too short for the clock
 * @param lower first quartile
 * @param upper third quartile
 */
public record Times(int n, double least, double lower, double median, double upper) {
    static Times of(double... micros) {
        Quantiles sorted = new Quantiles(micros);
        return new Times(micros.length, sorted.at(0), sorted.at(0.25), sorted.median(), sorted.at(0.75));
    }
}
