package io.steadygrad.trace;

/**
 * Tells a jump upwards in a series of positive numbers from its usual ups and downs: on logarithms, against a running centre and a
 * running mean deviation from it in which far values count as near ones, so that neither follows a jump at once.
 */
final class Jumps {
    private static final int BEGINNING = 16;
    private static final double RATE = 1.0 / 32;
    /** Deviations that make a jump, and the factor that it must be at least. */
    private static final double DEVIATIONS = 6;

    private static final double LEAST = Math.log(3);

    private double centre;
    private double deviation;
    private int seen;

    /** Whether this value jumps; not finite is a jump that leaves no trace. */
    boolean jumps(double value) {
        if (!Double.isFinite(value)) {
            return true;
        }
        double log = Math.log(Math.max(Math.abs(value), Double.MIN_NORMAL));
        seen++;
        if (seen == 1) {
            centre = log;
            return false;
        }
        double away = log - centre;
        boolean jump = seen > BEGINNING && away > Math.max(LEAST, DEVIATIONS * deviation);
        double rate = Math.max(RATE, 1.0 / seen);
        double most = seen > BEGINNING ? Math.max(LEAST, 3 * deviation) : Double.POSITIVE_INFINITY;
        double counted = Math.copySign(Math.min(Math.abs(away), most), away);
        centre += rate * counted;
        deviation += rate * (Math.abs(counted) - deviation);
        return jump;
    }

    double[] save() {
        return new double[] {centre, deviation, seen};
    }

    void load(double... saved) {
        centre = saved[0];
        deviation = saved[1];
        seen = (int) saved[2];
    }
}
