package io.steadygrad.health;

import io.steadygrad.trace.Trace;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything flows, but the steps are too small to get anywhere within the budget.
 *
 * <p><b>Definition.</b> The run is not good, and either the way that its weights make over the whole budget, the sum of the update
 * norms over the weight norm, stays below {@value #PATH}; or it stays below {@value #LONG_PATH} and the loss is still falling at the end as fast as before: the second half brought at
 * least {@value #HALF} of the gain, which itself is well above the noise. <b>Why.</b> A network that learns changes its weights by a good part of
 * their size: the least of the healthy runs that this was tuned on made a way of 0.2. A run at the floor of noisy labels made its gain early.
 * <b>Edges.</b> While a warm-up raises the learning rate nothing is said; gradients that vanish are told before. <b>Source.</b> The ratio of
 * update to weight is common lore; the way is ours. <b>Differs:</b> AutoTrainer calls slow what gains less than 0.01 of accuracy in three epochs,
 * which every plateau does; TheDeepChecker and SageMaker set a lower limit of single steps (1e-4, 1e-8), which knows no budget.
 */
final class Slow {
    private static final double PATH = 0.05;
    /** With a longer way behind it a run may fit noise, which never ends. */
    private static final double LONG_PATH = 0.5;

    private static final double HALF = 0.3;

    private Slow() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        Course course = evidence.course();
        if (evidence.facts() == null // so that nobody knows the budget
                || evidence.good()
                || evidence.diverged()
                || evidence.lost()
                || warmsUp(evidence.trace().steps())) {
            return Optional.empty();
        }
        double path = Motion.path(evidence.trace(), course.budget());
        // Where one layer's weights are huge, all moves look small beside them.
        boolean still = path < PATH
                && course.progress() >= 0.05
                && Culprit.find(evidence.trace()).isEmpty();
        boolean falling = path < LONG_PATH && course.progress() >= 0.9 && course.skill() < 0.7 && fallsAsBefore(course);
        if (!still && !falling) {
            return Optional.empty();
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("way_over_budget", path);
        numbers.put("skill", course.skill());
        return Optional.of(Diagnosis.of(
                Symptom.SLOW,
                Math.max(1, Math.min(course.step(), (long) Math.ceil(0.05 * course.budget()))),
                null,
                still ? 0.9 : 0.6,
                numbers,
                String.format(
                        Locale.ROOT,
                        "over the whole budget the weights move %.2g of their size, and the skill is %s",
                        path,
                        Course.words(course.skill())),
                "raise the learning rate (by 10 or more), or train longer"));
    }

    private static boolean warmsUp(Trace.Steps steps) {
        int last = steps.size() - 1;
        return last > 0 && steps.learningRate()[last] > 1.01 * steps.learningRate()[0];
    }

    private static boolean fallsAsBefore(Course course) {
        double[] blocks = course.blocks();
        if (blocks.length < 12) {
            return false;
        }
        int piece = blocks.length / 6;
        double start = Robust.median(java.util.Arrays.copyOfRange(blocks, 0, piece));
        double middle = Robust.median(java.util.Arrays.copyOfRange(
                blocks, blocks.length / 2 - piece / 2, blocks.length / 2 - piece / 2 + piece));
        double end = Robust.median(java.util.Arrays.copyOfRange(blocks, blocks.length - piece, blocks.length));
        return start - end > 3 * course.noise() && middle - end >= HALF * (start - end);
    }
}
