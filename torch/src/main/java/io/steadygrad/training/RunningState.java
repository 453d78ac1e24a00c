package io.steadygrad.training;

import io.steadygrad.formats.NdArray;
import io.steadygrad.gradient.Elements;
import io.steadygrad.model.Model;
import io.steadygrad.torch.TensorElements;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * What a forward pass changes by itself: the running statistics of batch normalisation. A rejected step must leave them as
 * they were too, or one batch with a NaN would spoil every later evaluation of a model whose weights are sound.
 */
final class RunningState {
    private final List<ByteBuffer> memories = new ArrayList<>();
    private final List<byte[]> copies = new ArrayList<>();

    private final Map<String, ByteBuffer> counters = new LinkedHashMap<>();
    private final List<Tensor> statistics = new ArrayList<>();

    RunningState(Model model) {
        model.buffers().forEach((name, buffer) -> {
            int bytes = Math.toIntExact(buffer.numel() * buffer.element_size());
            if (bytes > 0) {
                ByteBuffer memory =
                        new BytePointer(buffer.data_ptr()).capacity(bytes).asByteBuffer();
                memories.add(memory);
                copies.add(new byte[bytes]);
                if (buffer.is_floating_point()) {
                    statistics.add(buffer);
                } else {
                    counters.put(name, memory);
                }
            }
        });
    }

    /** The bytes of buffers that are no floating-point numbers, which a {@link Snapshot} leaves out. */
    Map<String, NdArray> counters() {
        Map<String, NdArray> copies = new LinkedHashMap<>();
        counters.forEach((name, memory) -> {
            byte[] bytes = new byte[memory.capacity()];
            memory.get(0, bytes);
            copies.put(name, NdArray.uint8(bytes, List.of(bytes.length)));
        });
        return copies;
    }

    /** Puts back what {@link #counters()} gave. */
    void counters(Map<String, NdArray> saved) {
        saved.forEach((name, array) ->
                Objects.requireNonNull(counters.get(name), name).put(0, array.bytes(), 0, array.size()));
    }

    /** How many floating-point numbers there are. */
    int size() {
        return statistics.stream()
                .mapToInt(each -> Math.toIntExact(each.numel()))
                .sum();
    }

    /** Adds the floating-point numbers, each times a weight, to some of an array's. */
    void addTo(double[] sums, int from, double weight) {
        int at = from;
        for (Tensor each : statistics) {
            for (double number : TensorElements.of(each).toArray()) {
                sums[at++] += weight * number;
            }
        }
    }

    /** Sets the floating-point numbers. */
    void set(double[] numbers, int from) {
        int at = from;
        for (Tensor each : statistics) {
            Elements elements = TensorElements.of(each);
            int size = elements.size();
            elements.write(0, Arrays.copyOfRange(numbers, at, at + size), size);
            at += size;
        }
    }

    /** To be called before each forward pass in training. */
    void remember() {
        for (int i = 0; i < copies.size(); i++) {
            memories.get(i).get(0, copies.get(i));
        }
    }

    /** Back to what was remembered. */
    void restore() {
        for (int i = 0; i < copies.size(); i++) {
            memories.get(i).put(0, copies.get(i));
        }
    }
}
