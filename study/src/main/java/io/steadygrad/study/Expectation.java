package io.steadygrad.study;

/**
 * A statement about some of a study's runs that its results support or refute.
 *
 * @param says what it means in words, or what has been published; empty for nothing
 * @param share of the selected runs for which the check must hold, in (0, 1]
 */
public record Expectation(String says, Selection selection, Check check, double share) {
    public Expectation {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of runs lies above 0 and at most at 1, was " + share);
        }
    }

    public Expectation(Selection selection, Check check, double share) {
        this("", selection, check, share);
    }
}
