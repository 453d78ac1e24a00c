package io.steadygrad.synthetic;

import io.steadygrad.data.Generator;
import io.steadygrad.data.Samples;
import io.steadygrad.random.NumpyLegacyRandom;
import io.steadygrad.spec.Default;
import java.util.List;

/**
 * The points x of the noisy quadratic {@code 0.5 (theta - x)^T H (theta - x)}: normal with standard deviation {@code sd}, and zeros as
 * targets, one for each number, as the model {@code quadratic} wants them. With the defaults it is quadratic_deep of DeepOBS: training
 * points of NumPy's generator with the seed, test points with the seed plus 1.
 *
 * <p><b>Source.</b> Schneider, Balles, Hennig, "DeepOBS: A Deep Learning Optimizer Benchmark Suite", ICLR 2019.
 *
 * @param seed 0 to 2^32 - 2
 */
public record Quadratic(
        @Default("1000") int rows,
        @Default("100") int dim,
        @Default("0.6") double sd,
        @Default("1000") int testRows,
        @Default("42") long seed)
        implements Generator {

    public Quadratic {
        Generator.requireRows(rows, testRows);
        Generator.require(dim >= 2, "dim", "at least 2", dim);
        Generator.require(sd >= 0 && sd < Double.POSITIVE_INFINITY, "sd", "at least 0 and finite", sd);
        Generator.require(seed >= 0 && seed < 0xFFFFFFFFL, "seed", "between 0 and 2^32 - 2", (double) seed);
    }

    @Override
    public Samples generate() {
        float[] features = new float[Math.multiplyExact(rows + testRows, dim)];
        fill(features, 0, rows * dim, seed);
        fill(features, rows * dim, features.length, seed + 1);
        return new Samples(features, List.of(dim), new float[features.length], List.of(dim), 0);
    }

    private void fill(float[] features, int from, int to, long generatorSeed) {
        NumpyLegacyRandom random = new NumpyLegacyRandom(generatorSeed);
        for (int i = from; i < to; i++) {
            features[i] = (float) random.normal(0, sd);
        }
    }
}
