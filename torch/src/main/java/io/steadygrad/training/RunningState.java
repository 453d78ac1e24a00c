package io.steadygrad.training;

import io.steadygrad.model.Model;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * What a forward pass changes by itself: the running statistics of batch normalisation. A rejected step must leave them as
 * they were too, or one batch with a NaN would spoil every later evaluation of a model whose weights are sound.
 */
final class RunningState {
    private final List<ByteBuffer> memories = new ArrayList<>();
    private final List<byte[]> copies = new ArrayList<>();

    RunningState(Model model) {
        for (Tensor buffer : model.buffers().values()) {
            int bytes = Math.toIntExact(buffer.numel() * buffer.element_size());
            if (bytes > 0) {
                memories.add(new BytePointer(buffer.data_ptr()).capacity(bytes).asByteBuffer());
                copies.add(new byte[bytes]);
            }
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
