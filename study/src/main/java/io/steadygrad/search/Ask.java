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

    static Ask whole(List<Double> point) {
        return new Ask(point, 1);
    }
}
