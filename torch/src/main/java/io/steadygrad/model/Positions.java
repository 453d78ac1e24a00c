package io.steadygrad.model;

/** How a transformer knows where in the sequence an element stands. */
public enum Positions {
    /** A trained vector for each place. */
    LEARNED,
    /** Sines and cosines of fixed wavelengths (Vaswani et al. 2017, section 3.5). */
    SINUSOIDAL;

    /** Row-major [time, width]. */
    static double[] sinusoidal(int time, int width) {
        double[] table = new double[time * width];
        for (int t = 0; t < time; t++) {
            for (int i = 0; i < width; i++) {
                double angle = t * StrictMath.pow(10_000, -(i - i % 2) / (double) width);
                table[t * width + i] = i % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
            }
        }
        return table;
    }
}
