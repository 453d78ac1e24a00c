package io.steadygrad.tensorflow;

import io.steadygrad.gradient.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataStorageVisitor;
import org.tensorflow.types.family.TType;

/**
 * A tensor of our own that core reads and writes. What a session hands out may be the very memory of a constant or a variable in the graph, so it is
 * copied before anything is written.
 */
final class HostMemory {
    private final TType tensor;
    private final Pointer memory;
    private final Elements elements;

    HostMemory(Operand<? extends TType> like, Shape shape) {
        Elements.Type type = Variables.type(like);
        tensor = Tensor.of(like.type(), shape);
        memory = memory(tensor);
        ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        elements = switch (type) {
            case FLOAT32 -> Elements.of(bytes.asFloatBuffer());
            case FLOAT64 -> Elements.of(bytes.asDoubleBuffer());
            case FLOAT16 -> Elements.float16(bytes.asShortBuffer());
            case BFLOAT16 -> Elements.bfloat16(bytes.asShortBuffer());
        };
    }

    TType tensor() {
        return tensor;
    }

    Elements elements() {
        return elements;
    }

    /** @throws IllegalStateException where it is of another size, as a gradient of unknown shape may be */
    void copy(Tensor from) {
        if (from.numBytes() != tensor.numBytes()) {
            throw new IllegalStateException(
                    "A tensor of shape " + from.shape() + " was computed for a variable of shape " + tensor.shape());
        }
        Pointer.memcpy(memory, memory(from), tensor.numBytes());
    }

    private static Pointer memory(Tensor tensor) {
        ByteDataBuffer data = tensor.asRawTensor().data();
        return data.accept(new DataStorageVisitor<Pointer>() {
            @Override
            public Pointer visit(long address, long length, long scale) {
                return new Address(address, tensor.numBytes());
            }

            @Override
            public Pointer visit(ByteBuffer buffer) {
                return new Pointer(buffer);
            }

            @Override
            public Pointer fallback() {
                throw new IllegalStateException("The tensor's memory is not the host's: " + data.getClass());
            }
        });
    }

    /** Memory that somebody else owns. */
    private static final class Address extends BytePointer {
        Address(long at, long bytes) {
            super((Pointer) null);
            address = at;
            capacity = bytes;
            limit = bytes;
        }
    }
}
