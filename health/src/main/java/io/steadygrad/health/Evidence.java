package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a rule looks at: the trace, how training went, and what the layers showed lately.
 *
 * <p>Whether something is wrong at all is asked of the outcome first, and only then of the signals: a run that learned is healthy
 * however its gradients look. The outcome is one of
 * <ul>
 *   <li><b>diverged</b>: the last loss, or a gradient that was let through, is not finite; or the last {@value #LOSSES} losses or
 *       {@value #GRADIENTS} gradients are not, though their steps were rejected; or the loss on all training rows is not after the
 *       last step;
 *   <li><b>good</b>: most training rows are answered right ({@value #GOOD_ACCURACY} of them and {@value #GOOD_SCORE} of the way from
 *       chance to all; R2 of {@value #GOOD_R2}), or, where they were not evaluated, the loss says as much;
 *   <li><b>hopeless</b>: the skill is below {@value #NO_SKILL}, which batches' luck and the output's bias alone can reach;
 *   <li><b>lost</b>: a third of the best skill, or a fifth of the way from chance to perfection, is gone again;
 *   <li>else <b>partial</b>: it may be all that the data allow (noise in the labels), so that the signals must be plain.
 * </ul>
 */
final class Evidence {
    static final double GOOD_ACCURACY = 0.76;
    static final double GOOD_SCORE = 0.3;
    static final double GOOD_R2 = 0.9;
    static final double NO_SKILL = 0.06;
    /** Losses in a row that are not finite, after which rejecting steps no longer helps. */
    static final int LOSSES = 3;

    /** As many gradients as the default guard tolerates: a loss scale that starts too high costs some. */
    static final int GRADIENTS = 10;

    /** Score that luck can reach. */
    static final double NO_SCORE = 0.15;

    private final Trace trace;
    private final Course course;
    private final int[] window;

    Evidence(Trace trace) {
        this.trace = trace;
        course = new Course(trace);
        window = window(layers().step(), course.step());
    }

    /** The samples of the last fifth of the steps, at least the last three. */
    static int[] window(long[] step, long end) {
        int from = step.length;
        while (from > 0 && (step[from - 1] > end - end / 5 || from > step.length - 3)) {
            from--;
        }
        return IntStream.range(from, step.length).toArray();
    }

    Trace trace() {
        return trace;
    }

    Course course() {
        return course;
    }

    Signals.Layers layers() {
        return trace.signals().layers();
    }

    Signals.@Nullable Facts facts() {
        return trace.signals().facts();
    }

    /** Median over the samples of late of one layer's series. */
    double recent(float[] series, int layer) {
        return Robust.median(Arrays.stream(window)
                .mapToDouble(sample -> series[layers().at(sample, layer)])
                .toArray());
    }

    int[] window() {
        return window;
    }

    /** The first step from which on every sample shows it; the last sample's where none before does. */
    long since(IntPredicate shows) {
        return since(layers().step(), shows);
    }

    static long since(long[] step, IntPredicate shows) {
        int from = step.length - 1;
        while (from > 0 && shows.test(from - 1)) {
            from--;
        }
        return from < 0 ? 1 : step[from];
    }

    /** Rows of a batch; 0 where unknown. */
    double batch() {
        Signals.Facts facts = facts();
        return facts == null || facts.stepsPerEpoch() <= 0
                ? 0
                : Math.ceil((double) facts.inputs().rows() / facts.stepsPerEpoch());
    }

    boolean diverged() {
        Trace.Steps steps = trace.steps();
        int last = steps.size() - 1;
        if (last < 0) {
            return false;
        }
        boolean broken = steps.accepted()[last]
                && (Double.isNaN(steps.loss()[last])
                        || (Double.isNaN(steps.normBefore()[last]) && Double.isNaN(steps.normAfter()[last])));
        return broken || gaveUp(steps) || overflowedWhenEvaluated();
    }

    private static boolean gaveUp(Trace.Steps steps) {
        return ends(steps.loss(), LOSSES) || ends(steps.normBefore(), GRADIENTS);
    }

    /** Whether so many last ones are not finite. */
    private static boolean ends(double[] values, int count) {
        return values.length >= count
                && Arrays.stream(values, values.length - count, values.length).allMatch(Double::isNaN);
    }

    /** No batch told, but some training rows make the sound-looking weights overflow. */
    boolean overflowedWhenEvaluated() {
        long[] at = trace.metrics().step();
        double[] loss = trace.metrics().values().getOrDefault("train_loss", new double[0]);
        return at.length > 0
                && loss.length == at.length
                && at[at.length - 1] == course.step()
                && Double.isNaN(loss[at.length - 1]);
    }

    boolean good() {
        if (diverged()) {
            return false;
        }
        double accuracy = course.accuracy();
        double score = course.score();
        if (!Double.isNaN(accuracy)) {
            return accuracy >= GOOD_ACCURACY && score >= GOOD_SCORE;
        }
        return Double.isNaN(score) ? course.skill() >= (course.classifies() ? 0.5 : GOOD_R2) : score >= GOOD_R2;
    }

    boolean hopeless() {
        return !good() && !(course.skill() >= NO_SKILL) && !(course.score() >= NO_SCORE);
    }

    boolean lost() {
        if (good()) {
            return false;
        }
        double best = course.bestSkill();
        double bestScore = Arrays.stream(course.scores()).max().orElse(Double.NaN);
        return best - course.skill() >= Math.max(0.1, best / 3) || bestScore - course.score() >= 0.2;
    }
}
