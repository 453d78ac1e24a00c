package io.steadygrad.statistics;

import java.util.List;

/** Tested learning rates on a logarithmic axis. */
final class LogRates {
    private LogRates() {}

    /** Where a share, drawn as a straight line over the logarithm of the rate, crosses one half. */
    static double crossing(double rate, double share, double otherRate, double otherShare) {
        double part = (0.5 - share) / (otherShare - share);
        return Math.exp(Math.log(rate) + part * (Math.log(otherRate) - Math.log(rate)));
    }

    static void check(List<Double> rates, int results) {
        if (rates.size() != results) {
            throw new IllegalArgumentException("Every rate needs a result: " + rates.size() + " and " + results);
        }
        for (int i = 0; i < rates.size(); i++) {
            if (!(rates.get(i) > (i == 0 ? 0 : rates.get(i - 1)))) {
                throw new IllegalArgumentException("Learning rates must be positive and ascend, were " + rates);
            }
        }
    }
}
