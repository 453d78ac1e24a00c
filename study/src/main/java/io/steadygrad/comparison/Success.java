package io.steadygrad.comparison;

import io.steadygrad.statistics.SuccessRate;

/**
 * How many runs reached the target.
 *
 * @param rate NaN without runs
 * @param low lower end of Wilson's 95 % interval
 */
public record Success(int successes, double rate, double low, double high) {

    /** Of counts. */
    public static Success of(int successes, int n) {
        SuccessRate rate = new SuccessRate(successes, n);
        return new Success(
                successes, rate.rate(), rate.interval().low(), rate.interval().high());
    }
}
