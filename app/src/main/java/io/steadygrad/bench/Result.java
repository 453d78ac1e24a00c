package io.steadygrad.bench;

import org.jspecify.annotations.Nullable;

/**
 * One piece of work beside what memory allows and beside one peer.
 *
 * @param boundMicros bytes read / measured rate of reading + bytes updated in place / measured rate of that; NaN where memory is
 *     not what bounds it
 * @param peer null where there is none
 */
public record Result(
        String name,
        String size,
        int threads,
        Times times,
        double boundMicros,
        @Nullable String peer,
        @Nullable Times peerTimes) {

    public double ratioToBound() {
        return times.median() / boundMicros;
    }

    /** How many times as long the peer takes; NaN where there is none. */
    public double speedup() {
        return peerTimes == null ? Double.NaN : peerTimes.median() / times.median();
    }
}
