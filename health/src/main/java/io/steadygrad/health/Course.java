package io.steadygrad.health;

import io.steadygrad.spec.Numbers;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How training went by its own numbers: the loss on the training batches and, where it was evaluated, on the training rows. What
 * test rows say is never looked at.
 *
 * <p><b>Skill</b> is {@code 1 - loss / chance}, where chance is the loss of the best answer that ignores the inputs: 0 knows nothing,
 * 1 everything, below 0 is worse than knowing nothing. The loss is averaged over blocks of whole epochs, at most {@value #BLOCKS} of
 * them, so that the luck of a batch does not count. <b>Edges.</b> Losses that are not finite are left out of the averages. Where chance is
 * not known, the first block's loss stands for it.
 */
final class Course {
    static final int BLOCKS = 200;

    private final Trace trace;
    private final Signals.@Nullable Facts facts;
    private final double[] blocks;
    private final long[] ends;
    private final double chance;

    Course(Trace trace) {
        this.trace = trace;
        facts = trace.signals().facts();
        Trace.Steps steps = trace.steps();
        int size = steps.size();
        long epoch = facts == null ? 1 : Math.max(1, facts.stepsPerEpoch());
        // A run that has not yet seen ten epochs is looked at in smaller pieces.
        long block = epoch * Math.max(1, (size + epoch * BLOCKS - 1) / (epoch * BLOCKS));
        block = Math.max(1, Math.min(block, Math.max(1, size / 10)));
        int count = (int) Math.max(size == 0 ? 0 : 1, size / block);
        blocks = new double[count];
        ends = new long[count];
        for (int i = 0; i < count; i++) {
            int from = (int) (i * block);
            int to = i == count - 1 ? size : (int) ((i + 1) * block);
            blocks[i] = Robust.mean(Arrays.copyOfRange(steps.loss(), from, to));
            ends[i] = steps.step()[to - 1];
        }
        double known = facts == null ? Double.NaN : facts.chanceLoss();
        chance = known > 0 ? known : blocks.length == 0 ? Double.NaN : blocks[0];
    }

    /** Average training loss of each block. */
    double[] blocks() {
        return blocks;
    }

    double chance() {
        return chance;
    }

    long step() {
        long[] all = trace.steps().step();
        return all.length == 0 ? 0 : all[all.length - 1];
    }

    /** Share of the budget that is spent; 1 where the budget is not known. */
    double progress() {
        return facts == null || facts.budget() <= 0 ? 1 : Math.min(1, (double) step() / facts.budget());
    }

    long budget() {
        return facts == null || facts.budget() <= 0 ? step() : Math.max(step(), facts.budget());
    }

    boolean classifies() {
        return facts != null && facts.task().equals("classification");
    }

    /** Skill at the end: median of the last tenth of the blocks, of the last three at least. */
    double skill() {
        return skill(loss());
    }

    double loss() {
        int last = Math.max(Math.min(3, blocks.length), blocks.length / 10);
        return Robust.median(Arrays.copyOfRange(blocks, blocks.length - last, blocks.length));
    }

    /** Best skill that lasted for three blocks. */
    double bestSkill() {
        if (blocks.length < 3) {
            return skill();
        }
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 3 <= blocks.length; i++) {
            double middle = Robust.median(Arrays.copyOfRange(blocks, i, i + 3));
            least = Double.isNaN(middle) ? least : Math.min(least, middle);
        }
        return skill(least);
    }

    /** What an average of a block is uncertain by: spread of the differences between neighbours, over the root of 2. */
    double noise() {
        double[] differences = new double[Math.max(0, blocks.length - 1)];
        Arrays.setAll(differences, i -> blocks[i + 1] - blocks[i]);
        return Robust.spread(differences) / Math.sqrt(2);
    }

    double skill(double loss) {
        return 1 - loss / chance;
    }

    /** A skill as a finding tells it. */
    static String words(double skill) {
        return Numbers.decimals(skill, 2);
    }

    /** What of the way from chance to perfection the training rows are answered right: {@code (accuracy - chance) / (1 - chance)}, or R2. */
    double score() {
        double[] scores = scores();
        return scores.length == 0 ? Double.NaN : scores[scores.length - 1];
    }

    /** The score at each evaluation; empty where training rows were not evaluated. */
    double[] scores() {
        double[] r2 = metric("train_r2");
        if (r2.length > 0) {
            return r2;
        }
        double luck = facts == null || Double.isNaN(facts.chanceAccuracy()) ? 0 : facts.chanceAccuracy();
        return Arrays.stream(metric("train_accuracy"))
                .map(accuracy -> luck >= 1 ? 0 : (accuracy - luck) / (1 - luck))
                .toArray();
    }

    /** Accuracy on the training rows at the last evaluation, NaN without one. */
    double accuracy() {
        double[] all = metric("train_accuracy");
        return all.length == 0 ? Double.NaN : all[all.length - 1];
    }

    private double[] metric(String name) {
        return trace.metrics().values().getOrDefault(name, new double[0]);
    }
}
