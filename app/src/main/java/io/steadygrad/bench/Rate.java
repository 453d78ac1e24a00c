package io.steadygrad.bench;

/**
 * How fast this machine does one plain thing with a block of memory.
 *
 * @param kind {@code read}, {@code copy} or {@code update} (read and written in place)
 * @param size whose gradients' bytes the block has, or a multiple of them
 * @param bytes of the block, each counted once: a byte that is copied or updated is one byte
 * @param means which of several ways was the fastest
 */
public record Rate(String kind, String size, int threads, long bytes, String means, Times times) {
    public double gigabytesPerSecond() {
        return bytes / times.median() / 1e3;
    }

    double micros(long wanted) {
        return times.median() * wanted / bytes;
    }
}
