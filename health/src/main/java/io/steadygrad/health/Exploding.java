package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gradients, activations or weights grow beyond what the run can bear.
 *
 * <p><b>Definition.</b> The loss, the gradient's norm or a layer's scale grew by orders of magnitude ({@value #LOSS} times chance, in a regression the first
 * loss, {@value #NORM} times the first norm, a scale of {@value #SCALE}), or numbers overflowed within the first {@value #AT_ONCE} steps, and the run
 * diverged or was not good after it. <b>Why.</b> A growth of two orders in the loss throws the weights; what comes after (dead units,
 * saturation) follows from it. <b>Edges.</b> A classifier's large first loss may come down, so that a beginning is not accused of it. A layer whose weights were changed from
 * outside is told as the place. <b>Layer.</b> Where numbers first stopped being finite, else where weights jumped, else the one of the largest
 * scale over the layer before. <b>Source.</b> Pascanu, Mikolov, Bengio (2013). <b>Differs:</b> AutoTrainer asks for first over last weight gradient above
 * 70, TheDeepChecker for a mean above 1e6, SageMaker for update over weight above 10: none looks whether the run bore it.
 */
final class Exploding {
    private static final double LOSS = 100;
    /** Enough where the norm grew, too: a norm that was next to nothing at first may grow for good. */
    private static final double SOME_LOSS = 3;

    private static final double NORM = 1000;
    private static final double SCALE = 1e6;
    private static final double KILLING_NORM = 30;
    private static final double KILLING_LOSS = 1.5;
    private static final int AT_ONCE = 10;
    private static final int BIRTH = 3;
    private static final int FEW_ROWS = 8;
    private static final double PATIENCE = 0.1;

    private Exploding() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        if (evidence.good() || NonFinite.fromData(evidence)) {
            return Optional.empty();
        }
        Growth growth = Growth.of(evidence);
        Culprit culprit = culprit(evidence);
        boolean diverged = evidence.diverged();
        boolean dead = DeadUnits.find(evidence).filter(Diagnosis::isVerdict).isPresent();
        // A regression's loss has no bound: where it rose, a smaller growth was enough to kill.
        boolean threw = dead
                && !evidence.course().classifies()
                && growth.norm() >= KILLING_NORM
                && growth.loss() >= KILLING_LOSS;
        boolean grew = growth.loss() >= LOSS
                || threw
                || (growth.norm() >= NORM && (diverged || (growth.loss() >= SOME_LOSS && !few(evidence))))
                || growth.scale() >= SCALE
                || (culprit != null && !culprit.shrank());
        boolean atOnce = diverged && evidence.course().step() <= AT_ONCE;
        // A run that got half way tells no more than that; with a layer to blame it is enough.
        boolean blamed = culprit != null && culprit.grew() && evidence.course().progress() >= 0.9;
        boolean sick = diverged || evidence.hopeless() || evidence.lost() || blamed;
        // A network that starts far off may come back by itself, for which it gets a tenth of its budget.
        boolean early = !diverged
                && (growth.step() <= BIRTH || growth.step() == evidence.course().step())
                && evidence.course().progress() < PATIENCE
                && !dead;
        if (!sick || early || !(grew || atOnce)) {
            return Optional.empty();
        }
        Signals.Origin origin =
                evidence.trace().signals().origins().stream().findFirst().orElse(null);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("loss_growth", growth.loss());
        numbers.put("norm_growth", growth.norm());
        numbers.put("largest_scale", growth.scale());
        long step = origin == null ? shown(growth, culprit) : Math.min(growth.step(), origin.step());
        return Optional.of(Diagnosis.of(
                Symptom.EXPLODING,
                step,
                layer(evidence, culprit, origin),
                diverged ? 0.95 : 0.8,
                numbers,
                finding(growth, culprit, diverged),
                "clip the gradient's norm, lower the learning rate, or start from weights that keep the variance"));
    }

    /** Where neither loss nor norm grew far, a layer's scale or the weights that changed tell when. */
    private static long shown(Growth growth, @Nullable Culprit culprit) {
        if (growth.loss() >= LOSS || growth.norm() >= NORM) {
            return growth.step();
        }
        long changed = culprit == null || culprit.shrank() ? growth.step() : culprit.step();
        return Math.min(changed, growth.scaled());
    }

    private static String finding(Growth growth, @Nullable Culprit culprit, boolean diverged) {
        List<String> grown = new ArrayList<>();
        if (growth.loss() > 1) {
            grown.add(String.format(Locale.ROOT, "the loss grew to %.1e times what chance costs", growth.loss()));
        }
        if (growth.norm() > 1) {
            grown.add(String.format(
                    Locale.ROOT,
                    growth.loss() > 1 ? "the gradient's norm by %.1e" : "the gradient's norm grew by %.1e",
                    growth.norm()));
        }
        if (growth.loss() < LOSS && growth.norm() < NORM) {
            if (culprit != null && !culprit.shrank()) {
                grown.add("the weights of " + culprit.layer() + " stand out"
                        + (culprit.grew() ? String.format(Locale.ROOT, " by a factor of %.1e", culprit.factor()) : ""));
            }
            if (growth.scale() >= SCALE) {
                grown.add(String.format(Locale.ROOT, "a layer put out numbers of size %.1e", growth.scale()));
            }
        }
        if (grown.isEmpty()) {
            return "numbers overflowed within the first steps";
        }
        return String.join(", ", grown) + (diverged ? ", until numbers were no longer finite" : "");
    }

    /** Batches of a few rows: their losses and gradients differ by orders of magnitude for no other reason. */
    private static boolean few(Evidence evidence) {
        return evidence.batch() > 0 && evidence.batch() < FEW_ROWS;
    }

    private static @Nullable Culprit culprit(Evidence evidence) {
        return Culprit.find(evidence.trace())
                .or(() -> few(evidence)
                        ? Optional.empty()
                        : Jump.find(evidence.trace()).flatMap(jump -> Culprit.at(evidence.trace(), jump)))
                .orElse(null);
    }

    private static @Nullable String layer(
            Evidence evidence, @Nullable Culprit culprit, Signals.@Nullable Origin origin) {
        if (culprit != null && !culprit.shrank()) {
            return culprit.layer();
        }
        if (origin != null && !origin.layer().isEmpty()) {
            return origin.layer();
        }
        Signals.Layers layers = evidence.layers();
        String worst = null;
        double most = 0;
        for (int layer = 0; layers.samples() > 0 && layer < layers.names().size(); layer++) {
            double scale = Growth.largest(layers, layer);
            if (scale > most) {
                most = scale;
                worst = layers.names().get(layer);
            }
        }
        return worst;
    }

    /**
     * How far numbers grew.
     *
     * @param loss largest over chance; in a regression over the first loss, where that is higher
     * @param norm largest over the first; of a run that had learned, over the median
     * @param scale largest root mean square of a layer's outputs
     * @param step at which the growth of loss or norm was plain; the last one where it never was
     * @param scaled the first sample at which a layer's scale was beyond bearing; the last step where none was
     */
    private record Growth(double loss, double norm, double scale, long step, long scaled) {
        static Growth of(Evidence evidence) {
            Trace.Steps steps = evidence.trace().steps();
            double usual = evidence.course().chance();
            if (!evidence.course().classifies() && steps.size() > 0) {
                // Targets far from zero make for a large first loss, and no harm.
                usual = Math.max(usual, nan(steps.loss()[0]));
            }
            double first = firstFinite(steps.normBefore());
            double loss = 0;
            double norm = 0;
            long step = evidence.course().step();
            for (int i = 0; i < steps.size(); i++) {
                loss = Math.max(loss, nan(steps.loss()[i] / usual));
                norm = Math.max(norm, nan(steps.normBefore()[i] / first));
                if (loss >= LOSS || norm >= NORM) {
                    step = Math.min(step, steps.step()[i]);
                }
            }
            double scale = 0;
            long scaled = evidence.course().step();
            Signals.Layers layers = evidence.layers();
            for (int layer = 0; layers.samples() > 0 && layer < layers.names().size(); layer++) {
                scale = Math.max(scale, largest(layers, layer));
            }
            for (int sample = layers.samples() - 1; sample >= 0; sample--) {
                for (int layer = 0; layer < layers.names().size(); layer++) {
                    scaled = layers.scale()[layers.at(sample, layer)] >= SCALE ? layers.step()[sample] : scaled;
                }
            }
            return new Growth(loss, norm, scale, step, scaled);
        }

        static double largest(Signals.Layers layers, int layer) {
            double largest = 0;
            for (int sample = 0; sample < layers.samples(); sample++) {
                largest = Math.max(largest, nan(layers.scale()[layers.at(sample, layer)]));
            }
            return largest;
        }

        private static double firstFinite(double[] values) {
            for (double value : values) {
                if (value > 0) {
                    return value;
                }
            }
            return Double.NaN;
        }

        private static double nan(double value) {
            return Double.isNaN(value) ? 0 : value;
        }
    }
}
