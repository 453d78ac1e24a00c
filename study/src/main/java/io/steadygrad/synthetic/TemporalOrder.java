package io.steadygrad.synthetic;

import io.steadygrad.data.Generator;
import io.steadygrad.data.Samples;
import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import java.util.List;

/**
 * The temporal order problem: one-hot symbols in six channels, A or B at two places among four distractors; which of AA, AB, BA, BB was
 * it (classes 0 to 3)? With {@code k = int(0.1 length)} the first place is uniform in [k, 2k), the second in [length/2, length/2 + k).
 * Channel 0 is A, 1 is B.
 *
 * <p><b>Source.</b> Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks" (2013), after Hochreiter and
 * Schmidhuber (1997).
 *
 * @param length steps of a sequence, at least 10
 */
public record TemporalOrder(
        @Default("1000") int rows,
        @Default("20") int length,
        @Default("1000") int testRows,
        @Default("0") long seed) implements Generator {

    private static final int SYMBOLS = 6;
    private static final int MEANINGFUL = 2;

    public TemporalOrder {
        Generator.requireRows(rows, testRows);
        Generator.require(length >= 10, "length", "at least 10", length);
    }

    @Override
    public Samples generate() {
        CounterRandom distractors = CounterRandom.of(seed, "temporal_order");
        CounterRandom events = CounterRandom.of(seed, "temporal_order.events");
        int all = rows + testRows;
        int k = (int) (0.1 * length);
        float[] features = new float[Math.multiplyExact(all, SYMBOLS * length)];
        float[] labels = new float[all];
        for (int row = 0; row < all; row++) {
            int early = k + events.below(4L * row, k);
            int late = length / 2 + events.below(4L * row + 1, k);
            int first = events.below(4L * row + 2, MEANINGFUL);
            int second = events.below(4L * row + 3, MEANINGFUL);
            for (int step = 0; step < length; step++) {
                long position = (long) row * length + step;
                int symbol = step == early
                        ? first
                        : step == late ? second : MEANINGFUL + distractors.below(position, SYMBOLS - MEANINGFUL);
                features[(row * length + step) * SYMBOLS + symbol] = 1;
            }
            labels[row] = MEANINGFUL * first + second;
        }
        return new Samples(features, List.of(length, SYMBOLS), labels, List.of(), MEANINGFUL * MEANINGFUL);
    }
}
