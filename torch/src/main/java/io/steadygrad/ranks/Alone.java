package io.steadygrad.ranks;

import org.bytedeco.pytorch.Tensor;

/** A group of one. */
final class Alone implements ProcessGroup {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void sum(Tensor numbers) {
        // its own sum
    }

    @Override
    public void sum(double[] numbers) {
        // its own sum
    }

    @Override
    public byte[] fromFirst(byte[] bytes) {
        return bytes;
    }

    @Override
    public void close() {
        // nothing to leave
    }
}
