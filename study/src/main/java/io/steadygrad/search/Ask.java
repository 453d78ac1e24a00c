package io.steadygrad.search;

import java.util.List;

/**
 * A setting that is to be tried.
 *
 * @param point its place in the unit cube
 * @param share of the training budget after which it is scored, in (0, 1]
 */
public record Ask(List<Double> point, double share) {
    public Ask {
        point = List.copyOf(point);
    }

    /**
     * Steps that a training of {@code budget} steps makes until it is scored: whole ones, and at least one.
     *
     * @param share 1 for all of them
     */
    public static long steps(double share, long budget) {
        return share < 1 ? Math.max(1, (long) Math.ceil(share * budget)) : budget;
    }

    static Ask whole(List<Double> point) {
        return new Ask(point, 1);
    }
}
