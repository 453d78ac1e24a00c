package io.steadygrad.comparison;

import java.util.List;

/**
 * A performance profile of steps to target.
 *
 * @param cost what is counted
 * @param problems how many: every setting and seed that all methods have
 * @param ratios factors of the fewest steps, ascending from 1
 * @param methods the share of problems that each solves within these factors
 */
public record Profile(String cost, int problems, List<Double> ratios, List<Line> methods, String text)
        implements Comparison {

    /** @param shares at the profile's ratios */
    public record Line(String method, List<Double> shares) {}
}
