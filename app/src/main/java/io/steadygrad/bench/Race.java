package io.steadygrad.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Times contenders in turn: one run of each, then again one run of each. What else the machine does then meets all of them,
 * and each finds the caches as another one left them.
 */
final class Race {
    /** Threads of the one before may still spin in wait for more work; a call that is not timed outlasts them. */
    private static final Duration SETTLE = Duration.ofMillis(2);

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(2);
    /** Microseconds. */
    private static final double LONG_CALL = 30_000;

    /** The first calls of vector code are a thousand times slower than it will be: not even long ones tell before the fifth. */
    private static final int COLD_CALLS = 5;

    private final Effort effort;
    private final List<Contender> contenders;
    private final int[] calls;
    private final double[] fastest;

    private Race(Effort effort, List<Contender> contenders) {
        this.effort = effort;
        this.contenders = contenders;
        this.calls = new int[contenders.size()];
        this.fastest = new double[contenders.size()];
        Arrays.fill(fastest, Double.POSITIVE_INFINITY);
    }

    /** The contenders' times, in their order. */
    static List<Times> run(Effort effort, List<Contender> contenders) {
        return new Race(effort, contenders).run();
    }

    private List<Times> run() {
        for (int c = 0; c < calls.length; c++) {
            warmUp(c, 3, contenders.get(c).inJava() ? COLD_CALLS : 1);
        }
        for (int c = 0; c < calls.length; c++) {
            // Code that others share was compiled again when they came.
            warmUp(c, 2, 0);
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
     * many calls make one run. For one whose calls are long, {@code few} of them are enough.
     */
    private void warmUp(int c, int windowsWithoutGain, int few) {
        long start = System.nanoTime();
        int quiet = 0;
        int made = 0;
        while (quiet < windowsWithoutGain
                && !(fastest[c] > LONG_CALL && made >= few)
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
        calls[c] = (int) Math.max(1, Math.ceil(effort.run().toNanos() / 1e3 / fastest[c]));
    }

    private double time(int c) {
        if (calls[c] > 1) {
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
