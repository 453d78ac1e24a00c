package io.steadygrad.synthetic;

import io.steadygrad.data.Generator;
import io.steadygrad.data.Samples;
import io.steadygrad.spec.Default;

/**
 * Arms that wind around each other from the centre to radius 1, one class each. Classes take turns.
 *
 * @param classes number of arms
 * @param noise standard deviation added to both coordinates
 * @param turns how often an arm goes around
 */
public record Spirals(
        @Default("1000") int rows,
        @Default("2") int classes,
        @Default("0.02") double noise,
        @Default("1.5") double turns,
        @Default("1000") int testRows,
        @Default("0") long seed)
        implements Generator {

    public Spirals {
        Generator.requireRows(rows, testRows);
        Generator.require(classes >= 2, "classes", "at least 2", classes);
        Generator.require(noise >= 0 && noise < Double.POSITIVE_INFINITY, "noise", "at least 0 and finite", noise);
        Generator.require(turns > 0 && turns < Double.POSITIVE_INFINITY, "turns", "above 0 and finite", turns);
    }

    @Override
    public Samples generate() {
        return Plane.points(rows + testRows, classes, noise, seed, "spirals", (label, u) -> {
            double angle = 2 * Math.PI * (turns * u + (double) label / classes);
            return new double[] {u * StrictMath.cos(angle), u * StrictMath.sin(angle)};
        });
    }
}
