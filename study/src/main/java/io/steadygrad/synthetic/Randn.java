package io.steadygrad.synthetic;

import io.steadygrad.data.Generator;
import io.steadygrad.data.Samples;
import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import java.util.List;

/**
 * Standard normal inputs to be reconstructed: {@code randn(1000, 10)} of the article on gradient explosion.
 *
 * @param rows for training
 * @param dim numbers in a row
 * @param testRows for testing
 */
public record Randn(
        @Default("1000") int rows,
        @Default("10") int dim,
        @Default("1000") int testRows,
        @Default("0") long seed) implements Generator {

    public Randn {
        Generator.requireRows(rows, testRows);
        Generator.require(dim >= 1, "dim", "at least 1", dim);
    }

    @Override
    public Samples generate() {
        CounterRandom random = CounterRandom.of(seed, "randn");
        float[] features = new float[Math.multiplyExact(rows + testRows, dim)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.gaussian(i);
        }
        return Samples.reconstruction(features, List.of(dim));
    }
}
