package io.steadygrad.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Samples of rising steps, a bounded number of them. When they are too many, every second one goes, but the first {@value
 * #BEGINNING} stay: how a run began tells most.
 */
final class Samples<T> {
    static final int BEGINNING = 16;

    private record At<T>(long step, T value) {}

    private final int limit;
    private List<At<T>> kept = new ArrayList<>();

    Samples(int limit) {
        this.limit = Math.max(2 * BEGINNING, limit);
    }

    void add(long step, T value) {
        if (!kept.isEmpty() && step <= kept.get(kept.size() - 1).step()) {
            throw new IllegalArgumentException("Samples' steps must rise, but " + step + " follows "
                    + kept.get(kept.size() - 1).step());
        }
        if (kept.size() == limit) {
            thin();
        }
        kept.add(new At<>(step, value));
    }

    private void thin() {
        List<At<T>> fewer = new ArrayList<>(kept.subList(0, BEGINNING));
        for (int i = BEGINNING + 1; i < kept.size(); i += 2) {
            fewer.add(kept.get(i));
        }
        kept = fewer;
    }

    /** A copy under a name: the steps, and all numbers of all samples. */
    void save(String name, Function<T, double[]> numbers, Map<String, double[]> saved) {
        saved.put(name + "_at", kept.stream().mapToDouble(At::step).toArray());
        saved.put(
                name,
                kept.stream()
                        .flatMapToDouble(sample -> DoubleStream.of(numbers.apply(sample.value())))
                        .toArray());
    }

    /** Takes over what {@link #save} gave, {@code width} numbers of each sample. */
    void load(String name, Map<String, double[]> saved, int width, Function<double[], T> value) {
        double[] at = TraceRecorder.saved(saved, name + "_at");
        double[] all = TraceRecorder.saved(saved, name);
        kept = new ArrayList<>();
        for (int i = 0; i < at.length; i++) {
            kept.add(new At<>((long) at[i], value.apply(Arrays.copyOfRange(all, i * width, (i + 1) * width))));
        }
    }

    int size() {
        return kept.size();
    }

    long[] steps() {
        return kept.stream().mapToLong(At::step).toArray();
    }

    /** One number of each of {@code width} parts of each sample, sample by sample. */
    float[] floats(int width, Function<T, double[]> numbers) {
        float[] all = new float[kept.size() * width];
        int at = 0;
        for (At<T> sample : kept) {
            for (double number : numbers.apply(sample.value())) {
                all[at++] = TensorRows.narrow(number);
            }
        }
        return all;
    }

    /** As {@link #floats}, of values that are lists. */
    static <E> float[] floats(Samples<List<E>> samples, int width, ToDoubleFunction<E> number) {
        return samples.floats(width, list -> list.stream().mapToDouble(number).toArray());
    }

    List<T> values() {
        return kept.stream().map(At::value).toList();
    }
}
