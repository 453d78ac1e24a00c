package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Units that put out zero for every row of a batch, so that nothing passes them and no gradient comes back.
 *
 * <p><b>Definition.</b> A layer is dead when {@value #ALL} of its units are, half dead from {@value #MOST}; of the samples of late the
 * median counts. <b>Why.</b> A layer that is dead as a whole cuts the network: it cannot come back by itself, so three samples are
 * enough; so do gradients that are all exactly zero for {@value #QUIET} steps and an epoch, behind an output stuck where the loss is flat. Sparse layers of healthy networks reach half (that is what rectifiers do), and a unit that is silent on a batch may speak on the
 * next, so that a share needs a run without skill besides, and time. <b>Edges.</b> Batches of fewer than {@value #FEW} rows tell of
 * rows, not of units: only a layer that is dead as a whole counts there. A run that is good is never accused.
 * <b>Layer.</b> The first one, in the order of the forward pass, with a dead share of {@value #MOST}. <b>Source.</b> Lu et al., "Dying
 * ReLU and Initialization" (2019). <b>Differs:</b> AutoTrainer counts zeros among outputs (70 %), which half of a healthy
 * rectifier's are; SageMaker flags a layer when half of its units are active for less than 1 % of rows, whatever the loss does.
 */
final class DeadUnits {
    private static final double ALL = 0.999;
    private static final double MOST = 0.7;
    private static final int FEW = 8;
    private static final int QUIET = 10;
    /** Share of the budget that a layer of which some units live gets to come back: some start slowly. */
    private static final double PATIENCE = 0.2;

    private DeadUnits() {}

    /** Whether some layer is dead as a whole at the end. */
    static boolean anyDead(Evidence evidence) {
        return first(evidence, ALL) >= 0;
    }

    private static int first(Evidence evidence, double share) {
        Signals.Layers layers = evidence.layers();
        for (int layer = 0; layer < layers.names().size(); layer++) {
            if (evidence.recent(layers.dead(), layer) >= share && isHidden(evidence, layer)) {
                return layer;
            }
        }
        return -1;
    }

    /** A dead output is a rectifier behind the last layer, or one class that is never named. */
    private static boolean isHidden(Evidence evidence, int layer) {
        return layer < evidence.layers().names().size() - 1;
    }

    static Optional<Diagnosis> find(Evidence evidence) {
        if (evidence.good() || evidence.diverged() || evidence.window().length < 3) {
            return Optional.empty();
        }
        Optional<Diagnosis> altogether = altogether(evidence);
        if (altogether.isPresent()) {
            return altogether;
        }
        Signals.Layers layers = evidence.layers();
        int whole = first(evidence, ALL);
        boolean few = evidence.batch() > 0 && evidence.batch() < FEW;
        if (few && (whole < 0 || !evidence.hopeless() || !always(evidence, whole))) {
            return Optional.empty();
        }
        int most = few ? whole : first(evidence, MOST);
        double confidence = confidence(evidence, whole >= 0, most);
        if (confidence == 0) {
            return Optional.empty();
        }
        int worst = whole >= 0 ? whole : most;
        double limit = whole >= 0 ? ALL : MOST;
        long step = evidence.since(sample -> layers.dead()[layers.at(sample, worst)] >= limit);
        String name = layers.names().get(most);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("dead_share", evidence.recent(layers.dead(), worst));
        numbers.put("gradient_first_layer", evidence.recent(layers.gradient(), 0));
        numbers.put("skill", evidence.course().skill());
        String finding = String.format(
                Locale.ROOT,
                "%.0f %% of the units of %s put out 0 for every row of a batch, and the skill is %s",
                100 * evidence.recent(layers.dead(), worst),
                layers.names().get(worst),
                Course.words(evidence.course().skill()));
        return Optional.of(
                Diagnosis.of(
                        Symptom.DEAD_UNITS,
                        step,
                        name,
                        confidence,
                        numbers,
                        finding,
                        "initialise again at a scale that keeps the variance (he_uniform, bias 0), lower the learning rate, or use leaky_relu"));
    }

    private static boolean always(Evidence evidence, int layer) {
        Signals.Layers layers = evidence.layers();
        return Arrays.stream(evidence.window()).allMatch(sample -> layers.dead()[layers.at(sample, layer)] >= ALL);
    }

    /** Every gradient became exactly zero and stayed so: the output is stuck where the loss is flat, and no unit learns. */
    private static Optional<Diagnosis> altogether(Evidence evidence) {
        Trace.Steps steps = evidence.trace().steps();
        int from = steps.size();
        while (from > 0 && steps.normBefore()[from - 1] == 0) {
            from--;
        }
        long epoch = evidence.facts() == null ? 1 : evidence.facts().stepsPerEpoch();
        if (from == 0 || steps.size() - from < Math.max(QUIET, epoch) || anyDead(evidence)) {
            return Optional.empty();
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("gradient_norm", 0.0);
        numbers.put("skill", evidence.course().skill());
        var names = evidence.layers().names();
        return Optional.of(Diagnosis.of(
                Symptom.DEAD_UNITS,
                steps.step()[from],
                names.get(names.size() - 1),
                0.9,
                numbers,
                String.format(
                        Locale.ROOT,
                        "every gradient is exactly 0 since step %d: the output is stuck where the loss is flat, and the skill is %s",
                        steps.step()[from],
                        Course.words(evidence.course().skill())),
                "lower the learning rate, or clip the gradient; give the loss logits instead of probabilities"));
    }

    private static double confidence(Evidence evidence, boolean whole, int most) {
        if (most < 0) {
            return 0;
        }
        double back = evidence.recent(evidence.layers().gradient(), 0);
        boolean cut = evidence.recent(evidence.layers().dead(), 0) >= ALL || Double.isNaN(back) || back == 0;
        if (whole && cut) {
            return 0.97;
        }
        if (evidence.hopeless()) {
            return evidence.course().progress() >= PATIENCE ? 0.85 : 0.4;
        }
        double now = evidence.recent(evidence.layers().dead(), most);
        return evidence.course().progress() < 0.5 ? 0.3 : evidence.lost() || now >= 0.85 ? 0.7 : 0.4;
    }
}
