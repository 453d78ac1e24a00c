package io.steadygrad.trace;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * At which steps to look closely: 1, 2, 3, 4, 6, 8, 12, 16, 24, ..., then evenly over the budget, at the last one, and after a step at
 * which the run shows trouble. What is looked at when depends on the steps alone, never on time.
 */
public final class SampledSteps {
    /** About so many even samples in a run. */
    private static final long SAMPLES = 256;
    /** Extra samples of a run. */
    private static final int EXTRA = 64;

    private final long budget;
    private final long stride;
    private final Jumps loss = new Jumps();
    private final Jumps norm = new Jumps();
    private int extra;
    private long lastExtra;
    private long wanted;

    /** @param budget of the run in steps; 0 where unknown: then every {@code least}-th one
     * @param least steps from one even sample to the next, so that short runs stay cheap too */
    public SampledSteps(long budget, long least) {
        this.budget = budget;
        this.stride = Math.max(least, (budget + SAMPLES - 1) / SAMPLES);
    }

    /** Whether to look at this step. */
    public boolean contains(long step) {
        return step == wanted || step == budget || step % stride == 0 || (step < 2 * stride && inBeginning(step));
    }

    /** Powers of 2, and halfway between them. */
    private static boolean inBeginning(long step) {
        return Long.bitCount(step) == 1 || (Long.bitCount(step) == 2 && Long.bitCount(step & (step >> 1)) == 1);
    }

    /** Takes note of how a step went. */
    public void went(long step, double lossValue, double normValue, boolean accepted) {
        boolean jumped = loss.jumps(lossValue) | norm.jumps(normValue);
        if ((jumped || !accepted) && extra < EXTRA && step - lastExtra >= stride / 4) {
            wanted = step + 1;
            lastExtra = step;
            extra++;
        }
    }

    public double[] save() {
        return Stream.of(loss.save(), norm.save(), new double[] {extra, lastExtra, wanted})
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    public void load(double[] saved) {
        loss.load(Arrays.copyOfRange(saved, 0, 3));
        norm.load(Arrays.copyOfRange(saved, 3, 6));
        extra = (int) saved[6];
        lastExtra = (long) saved[7];
        wanted = (long) saved[8];
    }
}
