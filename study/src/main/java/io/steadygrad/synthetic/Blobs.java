package io.steadygrad.synthetic;

import io.steadygrad.data.Generator;
import io.steadygrad.data.Samples;
import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import java.util.List;

/**
 * Gaussian clouds, one class each, around centres drawn from N(0, spread^2) in every coordinate. Classes take turns.
 *
 * @param classes number of clouds
 * @param dim coordinates of a point
 * @param noise standard deviation of a cloud
 * @param spread standard deviation of the centres
 */
public record Blobs(
        @Default("1000") int rows,
        @Default("3") int classes,
        @Default("2") int dim,
        @Default("0.5") double noise,
        @Default("1.0") double spread,
        @Default("1000") int testRows,
        @Default("0") long seed)
        implements Generator {

    public Blobs {
        Generator.requireRows(rows, testRows);
        Generator.require(classes >= 2, "classes", "at least 2", classes);
        Generator.require(dim >= 1, "dim", "at least 1", dim);
        Generator.require(noise >= 0 && noise < Double.POSITIVE_INFINITY, "noise", "at least 0 and finite", noise);
        Generator.require(spread >= 0 && spread < Double.POSITIVE_INFINITY, "spread", "at least 0 and finite", spread);
    }

    @Override
    public Samples generate() {
        CounterRandom centres = CounterRandom.of(seed, "blobs.centres");
        CounterRandom shift = CounterRandom.of(seed, "blobs");
        int all = rows + testRows;
        float[] features = new float[Math.multiplyExact(all, dim)];
        float[] labels = new float[all];
        for (int row = 0; row < all; row++) {
            int label = row % classes;
            for (int axis = 0; axis < dim; axis++) {
                int at = row * dim + axis;
                double centre = spread * centres.gaussian((long) label * dim + axis);
                features[at] = (float) (centre + noise * shift.gaussian(at));
            }
            labels[row] = label;
        }
        return new Samples(features, List.of(dim), labels, List.of(), classes);
    }
}
