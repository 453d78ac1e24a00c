package io.steadygrad.comparison;

/**
 * What a test says.
 *
 * @param p two-sided; NaN where the test does not apply
 * @param adjusted by Holm over the comparison's family; NaN where the test is not part of it
 * @param smallest the smallest p that so many runs could give at all
 */
public record Significance(double p, double adjusted, double smallest) {
    static final Significance NONE = new Significance(Double.NaN, Double.NaN, Double.NaN);

    /** Before the family is known. */
    static Significance of(double p, double smallest) {
        return new Significance(p, Double.NaN, smallest);
    }

    Significance adjusted(double value) {
        return new Significance(p, value, smallest);
    }

    /** Whether it is below the level after correction. */
    public boolean significant() {
        return adjusted < PairComparison.LEVEL;
    }
}
