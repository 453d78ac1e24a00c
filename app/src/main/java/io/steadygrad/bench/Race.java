package io.steadygrad.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Times contenders in turn: one run of each, then again one run of each. What else the machine does then meets all of them,
 * and each finds the caches as another one left them.
 */
final class Race {
    /** Threads of the one before may still spin in wait for more work. */
    private static final Duration SETTLE = Duration.ofMillis(4);

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(2);
    /** Microseconds; shorter calls are repeated. */
    private static final double SHORT_CALL = 1000;
    /** The first calls of vector code are a thousand times slower than it will be. Each goes over every piece of a large set. */
    private static final int LARGE_CALLS = 5;

    private static final int SMALL_CALLS = 1500;

    private final Effort effort;
    private final boolean large;
    private final List<Contender> contenders;
    private final int[] calls;
    private final double[] fastest;

    private Race(Effort effort, boolean large, List<Contender> contenders) {
        this.effort = effort;
        this.large = large;
        this.contenders = contenders;
        this.calls = new int[contenders.size()];
        this.fastest = new double[contenders.size()];
        Arrays.fill(fastest, Double.POSITIVE_INFINITY);
    }

    /**
     * The contenders' times, in their order.
     *
     * @param large whether their calls take milliseconds, so that few of them warm up
     */
    static List<Times> run(Effort effort, boolean large, List<Contender> contenders) {
        return new Race(effort, large, contenders).run();
    }

    private List<Times> run() {
        for (int c = 0; c < calls.length; c++) {
            warmUp(c, contenders.get(c).inJava() ? 3 : 1);
        }
        // Code that others share is compiled again when they come, and once more when that has met all of them.
        for (int pass = 0; pass < 2 && !large; pass++) {
            for (int c = 0; c < calls.length; c++) {
                if (contenders.get(c).inJava()) {
                    warmUp(c, 2);
                }
            }
        }
        double[][] micros = new double[calls.length][effort.most()];
        long start = System.nanoTime();
        int rounds = 0;
        while (rounds < effort.least()
                || (rounds < effort.most()
                        && System.nanoTime() - start < effort.enough().toNanos())) {
            for (int c = 0; c < calls.length; c++) {
                micros[c][rounds] = time(c);
            }
            rounds++;
        }
        int n = rounds;
        return IntStream.range(0, calls.length)
                .mapToObj(c -> Times.of(Arrays.copyOf(micros[c], n)))
                .toList();
    }

    /**
     * Calls a contender until it no longer becomes faster, as code does while the JIT compilers are at it, and then chooses how
     * many calls make one run.
     */
    private void warmUp(int c, int windowsWithoutGain) {
        boolean inJava = contenders.get(c).inJava();
        int least = !inJava ? 1 : large ? LARGE_CALLS : SMALL_CALLS;
        long start = System.nanoTime();
        int quiet = 0;
        int made = 0;
        while ((made < least || (quiet < windowsWithoutGain && !large))
                && System.nanoTime() - start < LONGEST_WARM_UP.toNanos()) {
            double best = Double.POSITIVE_INFINITY;
            long window = System.nanoTime();
            do {
                best = Math.min(best, micros(c, 1));
                made++;
            } while (System.nanoTime() - window < effort.warmUp().toNanos());
            // Slower than it was: the compilers took its code away and have not made it anew.
            quiet = best > 0.9 * fastest[c] && best < 1.5 * fastest[c] ? quiet + 1 : 0;
            fastest[c] = Math.min(fastest[c], best);
        }
        calls[c] = fastest[c] < SHORT_CALL ? (int) Math.ceil(effort.run().toNanos() / 1e3 / fastest[c]) : 1;
    }

    /** Short calls find their data in the caches; a long one finds the caches as the others left them. */
    private double time(int c) {
        if (calls[c] == 1) {
            LockSupport.parkNanos(SETTLE.toNanos());
        } else {
            long start = System.nanoTime();
            do {
                contenders.get(c).work().run();
            } while (System.nanoTime() - start < SETTLE.toNanos());
        }
        return micros(c, calls[c]);
    }

    private double micros(int c, int times) {
        Runnable work = contenders.get(c).work();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }
}
