package io.steadygrad.synthetic;

import io.steadygrad.data.Generator;
import io.steadygrad.data.Samples;
import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import java.util.List;

/**
 * The adding problem: a sequence of {@code length} steps with two channels, values U(0, 1) and marks. One step of each half is marked 1,
 * the others 0; the target is the sum of the two marked values. Whoever answers 1 always has a mean squared error of 1/6; less means
 * that the marked values were remembered.
 *
 * <p><b>Source.</b> Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997), with the marks as in Arjovsky, Shah, Bengio (2016).
 *
 * @param length steps of a sequence, at least 2
 */
public record Adding(
        @Default("1000") int rows,
        @Default("30") int length,
        @Default("1000") int testRows,
        @Default("0") long seed) implements Generator {

    public Adding {
        Generator.requireRows(rows, testRows);
        Generator.require(length >= 2, "length", "at least 2", length);
    }

    @Override
    public Samples generate() {
        CounterRandom values = CounterRandom.of(seed, "adding");
        CounterRandom marks = CounterRandom.of(seed, "adding.marks");
        int all = rows + testRows;
        float[] features = new float[Math.multiplyExact(all, 2 * length)];
        float[] targets = new float[all];
        int half = length / 2;
        for (int row = 0; row < all; row++) {
            int start = row * 2 * length;
            for (int step = 0; step < length; step++) {
                features[start + 2 * step] = (float) values.uniform((long) row * length + step);
            }
            int first = marks.below(2L * row, half);
            int second = half + marks.below(2L * row + 1, length - half);
            features[start + 2 * first + 1] = 1;
            features[start + 2 * second + 1] = 1;
            targets[row] = features[start + 2 * first] + features[start + 2 * second];
        }
        return new Samples(features, List.of(length, 2), targets, List.of(), 0);
    }
}
