package io.steadygrad.statistics;

import java.util.List;

/**
 * How large a learning rate may become before runs diverge.
 *
 * <p>{@code none} is the largest tested rate up to which no run diverged at any tested rate: a measurement. {@code half} is where half of the runs diverge: between the last tested
 * rate before more than half diverge and the first where they do, on a straight line of the share over the logarithm of the rate: an interpolation. <b>Edges.</b> Rates at or below the frontier that diverge again count: the first
 * failure on the way up decides. {@code none} is NaN when runs diverged at the smallest rate. {@code half} is NaN when more than half diverged at the smallest rate, and infinite when that happened at
 * no tested rate: the frontier lies above. <b>Source.</b> own.
 */
public record DivergenceFrontier(double none, double half) {

    /**
     * Of tested rates.
     *
     * @param rates positive, ascending
     * @param diverged how many runs diverged at each rate, of how many
     */
    public static DivergenceFrontier of(List<Double> rates, List<SuccessRate> diverged) {
        LogRates.check(rates, diverged.size());
        double none = Double.NaN;
        for (int i = 0; i < rates.size() && diverged.get(i).successes() == 0; i++) {
            none = rates.get(i);
        }
        for (int i = 0; i < rates.size(); i++) {
            double share = diverged.get(i).rate();
            if (share > 0.5) {
                double half = i == 0
                        ? Double.NaN
                        : LogRates.crossing(
                                rates.get(i - 1), diverged.get(i - 1).rate(), rates.get(i), share);
                return new DivergenceFrontier(none, half);
            }
        }
        return new DivergenceFrontier(none, rates.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY);
    }
}
