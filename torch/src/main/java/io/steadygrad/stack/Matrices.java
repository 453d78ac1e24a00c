package io.steadygrad.stack;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * One matrix of each member, in memory that is theirs together.
 *
 * @param memory where that of the first one begins
 * @param apart numbers from the beginning of one to that of the next
 */
record Matrices(FloatPointer memory, long apart) {

    /** @param tensor float32, {@code [members, ...]}, in which each member's own numbers lie without gaps; must live as long */
    static Matrices of(Tensor tensor) {
        return new Matrices(new FloatPointer(tensor.data_ptr()), tensor.stride(0));
    }

    /** Valid until the next call. */
    FloatPointer of(int member) {
        return memory.position(member * apart);
    }
}
