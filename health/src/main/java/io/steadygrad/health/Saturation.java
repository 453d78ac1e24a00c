package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Units stuck at the flat ends of a bounded activation, where its slope, and with it the gradient, is next to nothing.
 *
 * <p><b>Definition.</b> In a hidden layer the share of outputs beyond 0.99 (tanh) or within 0.01 of 0 or 1 (sigmoid) is at least
 * {@value #MOST} in the median of late. At 0.99 tanh has 2 % of its slope, so that such a layer lets through a fiftieth of the
 * gradient. <b>Joint evidence.</b> The run has no skill, lost it, or is stuck half way: trained networks saturate too, and are well.
 * <b>Edges.</b> The output layer may saturate: that is how a classifier is sure. <b>Layer.</b> The first hidden layer concerned.
 * <b>Source.</b> Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), section 3.
 * <b>Differs:</b> AutoTrainer and DeepDiagnosis have no such class or take the sum of inputs for it; TheDeepChecker and SageMaker judge the share alone.
 */
final class Saturation {
    private static final double MOST = 0.5;

    private Saturation() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        if (evidence.good() || evidence.diverged() || evidence.window().length < 3) {
            return Optional.empty();
        }
        Signals.Layers layers = evidence.layers();
        for (int layer = 0; layer < layers.names().size() - 1; layer++) {
            double share = evidence.recent(layers.saturated(), layer);
            if (share >= MOST && !isMade(evidence, layer)) {
                return Optional.of(diagnosis(evidence, layer, share));
            }
        }
        return Optional.empty();
    }

    /** Whether steps that are too long made it: then {@link Oscillation} is the cause. */
    private static boolean isMade(Evidence evidence, int layer) {
        Signals.Layers layers = evidence.layers();
        return layers.saturated()[layers.at(0, layer)] < MOST && Oscillation.isPlain(evidence);
    }

    private static Diagnosis diagnosis(Evidence evidence, int layer, double share) {
        Signals.Layers layers = evidence.layers();
        double progress = evidence.course().progress();
        double confidence =
                evidence.hopeless() || evidence.lost() ? progress >= 0.1 ? 0.85 : 0.4 : progress >= 0.5 ? 0.7 : 0.3;
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("saturated_share", share);
        numbers.put("skill", evidence.course().skill());
        return Diagnosis.of(
                Symptom.SATURATION,
                evidence.since(sample -> layers.saturated()[layers.at(sample, layer)] >= MOST),
                layers.names().get(layer),
                confidence,
                numbers,
                String.format(
                        Locale.ROOT,
                        "%.0f %% of what %s puts out lies at the flat ends of its activation, and the skill is %s",
                        100 * share,
                        layers.names().get(layer),
                        Course.words(evidence.course().skill())),
                "start from smaller weights (glorot_uniform), standardize the inputs, or lower the learning rate");
    }
}
