package io.steadygrad.synthetic;

import io.steadygrad.data.Generator;
import io.steadygrad.data.Samples;
import io.steadygrad.spec.Default;

/**
 * Two rings around the origin: class 0 of radius 1, class 1 of radius {@code factor}. Classes take turns.
 *
 * @param noise standard deviation added to both coordinates
 * @param factor radius of the inner ring, between 0 and 1
 */
public record Circles(
        @Default("1000") int rows,
        @Default("0.1") double noise,
        @Default("0.5") double factor,
        @Default("1000") int testRows,
        @Default("0") long seed)
        implements Generator {

    public Circles {
        Generator.requireRows(rows, testRows);
        Generator.require(noise >= 0 && noise < Double.POSITIVE_INFINITY, "noise", "at least 0 and finite", noise);
        Generator.require(factor >= 0 && factor <= 1, "factor", "between 0 and 1", factor);
    }

    @Override
    public Samples generate() {
        return Plane.points(rows + testRows, 2, noise, seed, "circles", (label, u) -> {
            double radius = label == 0 ? 1 : factor;
            double angle = 2 * Math.PI * u;
            return new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
        });
    }
}
