package io.steadygrad.health;

import io.steadygrad.spec.Numbers;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model or a task that no control of gradients can make learn.
 *
 * <p><b>Definition.</b> One of: the output is a softmax over a single unit, which is 1 whatever the weights are; no input column ever
 * changes; targets lie so far beyond what the output's activation can put out that no R2 above {@value #R2} can be reached; or every gradient is exactly zero from the first step on although no layer is dead. <b>Thresholds.</b> None but {@value
 * #STEPS} steps of exact zeros: a gradient that is small is never exactly zero in floating point over several batches, and one that
 * recovers (an output layer of zeros) is not zero in the output's own tensors. <b>Edges.</b> A run that is good is not accused: a
 * constant may be all there is to learn. <b>Differs:</b> AutoTrainer, DeepDiagnosis and SageMaker report these runs as vanishing or
 * dying, and offer remedies that cannot help; TheDeepChecker has such checks for its own layers.
 */
final class Structural {
    private static final int STEPS = 3;
    /** The best R2 that leaves no doubt. */
    private static final double R2 = 0.5;

    private Structural() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        Signals.Facts facts = evidence.facts();
        long step = Math.min(1, evidence.course().step());
        if (evidence.good() || step == 0) {
            return Optional.empty();
        }
        if (facts != null
                && facts.outputUnits() == 1
                && facts.outputActivation().equals("softmax")) {
            return Optional.of(of(
                    step,
                    output(evidence),
                    Map.of(
                            "output_units",
                            1.0,
                            "gradient_norm",
                            largestNorm(evidence.trace().steps())),
                    "the output is a softmax over one unit: it is 1 for every input and has no gradient",
                    "use a sigmoid on one unit, or a softmax over one unit per class"));
        }
        if (facts != null
                && facts.inputs().columns() > 0
                && facts.inputs().constant() == facts.inputs().columns()) {
            return Optional.of(of(
                    step,
                    null,
                    Map.of("constant_columns", (double) facts.inputs().constant()),
                    "no input column ever changes, so that there is nothing to tell rows apart by",
                    "look at how the features are read"));
        }
        if (facts != null && bestR2(facts) <= R2) {
            Map<String, Double> numbers = new LinkedHashMap<>();
            numbers.put("target_rms", facts.targets().rms());
            numbers.put("best_r2", bestR2(facts));
            return Optional.of(of(
                    step,
                    output(evidence),
                    numbers,
                    "the output's " + facts.outputActivation() + " stays within 1, the targets reach "
                            + Numbers.format(facts.targets().largest(), 3) + ": no weights can bring R2 above "
                            + Numbers.decimals(bestR2(facts), 2),
                    "use a linear output, or scale the targets into the output's range"));
        }
        return zeroFromTheStart(evidence);
    }

    /**
     * A bound for the R2 of outputs within -1 and 1: their root mean square error is at least that of the targets less 1, by the triangle
     * inequality. 1 where nothing bounds it.
     */
    private static double bestR2(Signals.Facts facts) {
        Signals.Columns targets = facts.targets();
        boolean bounded = List.of("sigmoid", "tanh", "softmax").contains(facts.outputActivation());
        if (!bounded || !facts.task().equals("regression") || !(targets.rms() > 1) || !(targets.greatestScale() > 0)) {
            return 1;
        }
        double error = (targets.rms() - 1) / targets.greatestScale();
        return 1 - error * error;
    }

    private static Optional<Diagnosis> zeroFromTheStart(Evidence evidence) {
        Trace.Steps steps = evidence.trace().steps();
        if (steps.size() < STEPS || largestNorm(steps) != 0 || DeadUnits.anyDead(evidence)) {
            return Optional.empty();
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("gradient_norm", 0.0);
        numbers.put("steps", (double) steps.size());
        return Optional.of(of(
                STEPS,
                output(evidence),
                numbers,
                "every gradient was exactly 0 from the first step on, though units are alive: the loss does not depend on the weights",
                "check that the output's activation fits the loss, and that the targets can be reached"));
    }

    private static double largestNorm(Trace.Steps steps) {
        double largest = 0;
        for (double norm : steps.normBefore()) {
            largest = Double.isNaN(norm) ? Double.POSITIVE_INFINITY : Math.max(largest, norm);
        }
        return largest;
    }

    private static String output(Evidence evidence) {
        var names = evidence.layers().names();
        return names.isEmpty() ? "output" : names.get(names.size() - 1);
    }

    private static Diagnosis of(
            long step,
            @org.jspecify.annotations.Nullable String layer,
            Map<String, Double> numbers,
            String finding,
            String advice) {
        return Diagnosis.of(Symptom.STRUCTURAL, step, layer, 0.97, numbers, finding, advice);
    }
}
