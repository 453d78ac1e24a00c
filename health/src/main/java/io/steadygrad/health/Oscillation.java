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
 * least {@value #SCORE}. <b>Joint evidence.</b> The run is not good at its end: a healthy run may swing for a while. <b>Edges.</b> Fewer than
 * {@value #BLOCKS} epochs do not tell. <b>Layer.</b> None: the step is too long for the loss as a whole. <b>Source.</b> AutoTrainer (Zhang et al. 2021) names the
 * symptom. <b>Differs:</b> there, accuracy that turns by 0.03 in 20 % of the epochs, which small test sets do by themselves.
 */
final class Oscillation {
    private static final double SWING = 0.05;
    private static final double SCORE = 0.08;
    private static final int BLOCKS = 10;
    /** A gradient that moves nothing: what swings then is the luck of the batches. */
    private static final double STILL = 1e-12;

    private Oscillation() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        Course course = evidence.course();
        if (evidence.good() || evidence.diverged() || course.blocks().length < BLOCKS || course.progress() < 0.2) {
            return Optional.empty();
        }
        double[] norms = evidence.trace().steps().normBefore();
        if (Robust.median(Arrays.copyOfRange(norms, norms.length / 2, norms.length)) <= STILL) {
            return Optional.empty();
        }
        double swing = spread(course.blocks()) / course.chance();
        double score = spread(course.scores());
        if (!(swing >= SWING) && !(score >= SCORE)) {
            return Optional.empty();
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("loss_swing_over_chance", swing);
        numbers.put("score_swing", score);
        numbers.put("best_skill", course.bestSkill());
        numbers.put("skill", course.skill());
        return Optional.of(Diagnosis.of(
                Symptom.OSCILLATION,
                Math.max(1, course.step() / 5),
                null,
                swing >= 2 * SWING || score >= 2 * SCORE ? 0.8 : 0.65,
                numbers,
                String.format(
                        Locale.ROOT,
                        "from epoch to epoch the loss changes by %.2f of what chance costs; the skill is %.2f and was %.2f at best",
                        swing,
                        course.skill(),
                        course.bestSkill()),
                "lower the learning rate, take larger batches, or let a schedule bring the rate down"));
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
