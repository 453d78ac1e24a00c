package io.steadygrad.statistics;

import java.util.List;

/**
 * The learning rates at which a method works: the widest stretch of tested rates where at least half of the runs reach the target, in decades.
 *
 * <p>Between the last rate that works and the neighbour that does not, the end lies where the share of successes crosses one half when it is drawn
 * as a straight line over log10 of the rate. That line is an interpolation between two tested rates, not a measurement. Where the stretch touches the end of what was tested nothing is added, and
 * the width is a lower bound. <b>Edges.</b> No rate works: both ends NaN, width 0. One rate alone without neighbours has width 0 and both ends open. <b>Source.</b>
 * the sensitivity ranges of Sutskever et al. 2013 and Asi and Duchi 2019, measured in decades.
 *
 * @param low the smallest usable rate
 * @param openLow whether smaller rates were not tested
 */
public record UsableRates(double low, double high, boolean openLow, boolean openHigh) {
    /** What rounding makes of a width of 0: where half of the runs succeed at one rate, both ends are interpolated to it. */
    private static final double NOTHING = 1e-9;

    /** Width in decades: log10(high / low). */
    public double decades() {
        double width = Double.isNaN(low) ? 0 : Math.log10(high / low);
        return width < NOTHING ? 0 : width;
    }

    /**
     * Of tested rates.
     *
     * @param rates positive, ascending
     * @param successes at each rate
     */
    public static UsableRates of(List<Double> rates, List<SuccessRate> successes) {
        LogRates.check(rates, successes.size());
        UsableRates best = new UsableRates(Double.NaN, Double.NaN, false, false);
        int from = 0;
        while (from < rates.size()) {
            int to = from;
            while (to < rates.size() && successes.get(to).rate() >= 0.5) {
                to++;
            }
            if (to > from) {
                UsableRates stretch = stretch(rates, successes, from, to - 1);
                if (Double.isNaN(best.low) || stretch.decades() > best.decades()) {
                    best = stretch;
                }
            }
            from = to + 1;
        }
        return best;
    }

    private static UsableRates stretch(List<Double> rates, List<SuccessRate> successes, int from, int to) {
        boolean openLow = from == 0;
        boolean openHigh = to == rates.size() - 1;
        return new UsableRates(
                openLow ? rates.get(from) : end(rates, successes, from, from - 1),
                openHigh ? rates.get(to) : end(rates, successes, to, to + 1),
                openLow,
                openHigh);
    }

    private static double end(List<Double> rates, List<SuccessRate> successes, int inside, int outside) {
        return LogRates.crossing(
                rates.get(inside),
                successes.get(inside).rate(),
                rates.get(outside),
                successes.get(outside).rate());
    }
}
