package io.steadygrad.health;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The loss goes up and down by more than it gains.
 *
 * <p><b>Definition.</b> Over the last two thirds of the run, either the ups and downs of the epochs' losses (the spread of
 * the differences between neighbours) are at least {@value #SWING} of the chance loss, or those of the score at the evaluations at
 * least {@value #SCORE}; or a tensor moves by {@value #LONG_STEP} of its size at every step, in the median of the second half, and the run has no skill. <b>Joint evidence.</b> The run is not good at its end: a healthy run may swing for a while. <b>Edges.</b> Fewer than
 * {@value #BLOCKS} epochs do not tell, and where nobody stated how many steps an epoch has, the luck of single batches is not told from it: no verdict. <b>Layer.</b> None: the step is too long for the loss as a whole. <b>Source.</b> AutoTrainer (Zhang et al. 2021) names the
 * symptom. <b>Differs:</b> there, accuracy that turns by 0.03 in 20 % of the epochs, which small test sets do by themselves.
 */
final class Oscillation {
    private static final double SWING = 0.05;
    private static final double SCORE = 0.08;
    /** Healthy runs' fastest tensor makes up to 0.015 of its size in a step. */
    private static final double LONG_STEP = 0.03;

    private static final int BLOCKS = 10;
    /** Share of the budget that a run may swing before it settles: at 0.5 repair touched 9 of 211 healthy runs of studies/health, at this 1. */
    private static final double PATIENCE = 0.75;

    private static final double LATE = 0.9;

    /** A gradient that moves nothing: what swings then is the luck of the batches. */
    private static final double STILL = 1e-12;

    private Oscillation() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        Course course = evidence.course();
        if (evidence.facts() == null
                || evidence.good()
                || evidence.diverged()
                || course.blocks().length < BLOCKS
                || course.progress() < 0.1) {
            return Optional.empty();
        }
        double[] norms = evidence.trace().steps().normBefore();
        if (Robust.median(Arrays.copyOfRange(norms, norms.length / 2, norms.length)) <= STILL) {
            return Optional.empty();
        }
        double swing = spread(course.blocks()) / course.chance();
        double score = spread(course.scores());
        double fastest = Motion.fastest(evidence.trace(), course.progress() >= 0.9);
        if (!(swing >= SWING) && !(score >= SCORE) && !(fastest >= LONG_STEP && evidence.hopeless())) {
            return Optional.empty();
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("loss_swing_over_chance", swing);
        numbers.put("score_swing", score);
        numbers.put("largest_update_to_weight", fastest);
        numbers.put("best_skill", course.bestSkill());
        numbers.put("skill", course.skill());
        return Optional.of(Diagnosis.of(
                Symptom.OSCILLATION,
                since(course),
                null,
                confidence(evidence, Math.max(swing / SWING, Double.isNaN(score) ? 0 : score / SCORE)),
                numbers,
                String.format(
                        Locale.ROOT,
                        "from epoch to epoch the loss changes by %.2f of what chance costs, a step moves weights by up to %.3f of their size; the skill is %s and was %s at best",
                        swing,
                        fastest,
                        Course.words(course.skill()),
                        Course.words(course.bestSkill())),
                "lower the learning rate, take larger batches, or let a schedule bring the rate down"));
    }

    /**
     * Before the end only a run that has no skill and swings twice as far is told to: one that is half way there may be at the
     * floor of noisy labels, or settle yet.
     */
    private static double confidence(Evidence evidence, double timesLimit) {
        double progress = evidence.course().progress();
        if (progress < LATE) {
            return progress >= PATIENCE && evidence.hopeless() && timesLimit >= 2 ? 0.7 : 0.4;
        }
        return timesLimit >= 2 ? 0.8 : 0.65;
    }

    static boolean isPlain(Evidence evidence) {
        return find(evidence).filter(Diagnosis::isVerdict).isPresent();
    }

    /** After how much of the run its swings could be seen, in tenths. */
    private static long since(Course course) {
        double[] blocks = course.blocks();
        for (int tenth = 1; tenth < 10; tenth++) {
            double[] beginning = Arrays.copyOf(blocks, Math.max(1, blocks.length * tenth / 10));
            if (spread(beginning) >= SWING * course.chance()) {
                return Math.max(1, course.step() * tenth / 10);
            }
        }
        return course.step();
    }

    private static double spread(double[] values) {
        double[] late = Arrays.copyOfRange(values, values.length / 3, values.length);
        if (late.length < 5) {
            return Double.NaN;
        }
        double[] differences = new double[late.length - 1];
        Arrays.setAll(differences, i -> late[i + 1] - late[i]);
        return Robust.spread(differences);
    }
}
