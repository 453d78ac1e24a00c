package io.steadygrad.training;

import io.steadygrad.formats.NdArray;
import io.steadygrad.model.Model;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;

/**
 * What a forward pass changes by itself: the running statistics of batch normalisation. A rejected step must leave them as
 * they were too, or one batch with a NaN would spoil every later evaluation of a model whose weights are sound.
 */
final class RunningState {
    private final List<ByteBuffer> memories = new ArrayList<>();
    private final List<byte[]> copies = new ArrayList<>();

    private final Map<String, ByteBuffer> counters = new LinkedHashMap<>();

    RunningState(Model model) {
        model.buffers().forEach((name, buffer) -> {
            int bytes = Math.toIntExact(buffer.numel() * buffer.element_size());
            if (bytes > 0) {
                ByteBuffer memory =
                        new BytePointer(buffer.data_ptr()).capacity(bytes).asByteBuffer();
                memories.add(memory);
                copies.add(new byte[bytes]);
                if (!buffer.is_floating_point()) {
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
