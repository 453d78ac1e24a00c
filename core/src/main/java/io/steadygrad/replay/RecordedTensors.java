package io.steadygrad.replay;

import io.steadygrad.trace.Trace;

/**
 * The tensors' measurements at one step, from the row of a trace that covers it. A row of one step holds them as they were
 * (in float32). A row of several steps holds their extremes; then every tensor's norm is placed at the same share of the way
 * from its least to its greatest norm, the share at which all together have the norm recorded for the step.
 */
final class RecordedTensors {
    private final double[] l2;
    private final double[] linf;
    private final double[] mean;
    private final long[] nonFinite;
    private final boolean present;
    private final boolean thinned;
    private final Runnable approximate;

    /**
     * @param row that covers the step, or -1 where the trace has none
     * @param thinned whether the row covers several steps
     * @param norm of all tensors together at this step
     * @param approximate told when a number of a row of several steps was used
     */
    RecordedTensors(Trace.Tensors tensors, int row, boolean thinned, double norm, Runnable approximate) {
        int count = tensors.names().size();
        this.present = row >= 0;
        this.thinned = thinned;
        this.approximate = approximate;
        this.l2 = new double[count];
        this.linf = new double[count];
        this.mean = new double[count];
        this.nonFinite = new long[count];
        if (!present) {
            return;
        }
        double share = thinned ? share(tensors, row, norm) : 1;
        for (int t = 0; t < count; t++) {
            int at = tensors.at(row, t);
            double most = tensors.l2()[at];
            double least = tensors.l2Min()[at];
            boolean broken = !Double.isFinite(norm) && tensors.nonFinite()[at] > 0;
            l2[t] = broken ? Double.NaN : least + share * (most - least);
            double part = most > 0 ? l2[t] / most : 1;
            linf[t] = broken ? Double.NaN : part * tensors.linf()[at];
            mean[t] = broken ? Double.NaN : part * tensors.mean()[at];
            nonFinite[t] = tensors.nonFinite()[at];
        }
    }

    /** Solves {@code sum (least + share (most - least))^2 = norm^2} for the share, within 0 and 1. */
    private static double share(Trace.Tensors tensors, int row, double norm) {
        double constant = -norm * norm;
        double half = 0;
        double square = 0;
        for (int t = 0; t < tensors.names().size(); t++) {
            double least = tensors.l2Min()[tensors.at(row, t)];
            double range = tensors.l2()[tensors.at(row, t)] - least;
            if (!Double.isNaN(least)) {
                constant += least * least;
                half += least * range;
                square += range * range;
            }
        }
        double share = (Math.sqrt(half * half - square * constant) - half) / square;
        return constant >= 0 ? 0 : share >= 0 && share <= 1 ? share : 1;
    }

    /** Before a tensor's own number is used. */
    void use() {
        if (!present) {
            throw new MissingStatistic("the norm of every tensor, but this trace holds no measurements of tensors");
        }
        if (thinned) {
            approximate.run();
        }
    }

    double[] l2() {
        return l2;
    }

    double[] linf() {
        return linf;
    }

    double[] mean() {
        return mean;
    }

    long[] nonFinite() {
        return nonFinite;
    }
}
