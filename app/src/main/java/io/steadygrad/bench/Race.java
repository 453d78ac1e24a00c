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

    /** Microseconds. One such call is warm-up enough: most of it ran compiled already. */
    private static final double LONG_CALL = 30_000;

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
        // Code that others share is compiled again when they come: hence twice.
        for (int windows : new int[] {3, 1}) {
            for (int c = 0; c < calls.length; c++) {
                warmUp(c, windows);
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
        long start = System.nanoTime();
        int quiet = 0;
        while (quiet < windowsWithoutGain
                && !isLong(fastest[c])
                && System.nanoTime() - start < LONGEST_WARM_UP.toNanos()) {
            double before = fastest[c];
            long window = System.nanoTime();
            do {
                fastest[c] = Math.min(fastest[c], micros(c, 1));
            } while (System.nanoTime() - window < effort.warmUp().toNanos());
            quiet = fastest[c] > 0.9 * before ? quiet + 1 : 0;
        }
        calls[c] = (int) Math.max(1, Math.ceil(effort.run().toNanos() / 1e3 / fastest[c]));
    }

    private static boolean isLong(double micros) {
        return micros > LONG_CALL && micros < Double.POSITIVE_INFINITY;
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
