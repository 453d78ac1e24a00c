package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen before the first update: the data, the loss at chance, what the first weights do to a batch.
 *
 * <p><b>Verdicts</b> are what no training can mend: numbers that are not finite, an output or inputs or targets that never change. <b>Hints</b> are what
 * training often mends by itself: inputs beyond {@value #LARGE} in root mean square or with scales {@value #UNEQUAL} times apart, a first
 * loss {@value #FAR} times chance (an untrained network should know nothing, not be sure of the wrong), a scale that grows or shrinks {@value #DRIFT} times from the first
 * layer to the last hidden one, a dead or saturated layer. <b>Edges.</b> What was not recorded is not judged. <b>Source.</b> Glorot and Bengio (2010), He et al. (2015):
 * initial weights should keep the variance. <b>Differs:</b> TheDeepChecker has checks of this kind and stops at each; here they are hints, since
 * networks of outputs that start at zero, and with unscaled inputs, do learn.
 */
final class Preflight {
    private static final double LARGE = 10;
    private static final double UNEQUAL = 100;
    private static final double FAR = 3;
    private static final double DRIFT = 1000;
    private static final double MOST = 0.9;
    private static final double SURE = 0.95;
    private static final double HINT = 0.4;

    private final Trace trace;
    private final List<Diagnosis> found = new ArrayList<>();

    private Preflight(Trace trace) {
        this.trace = trace;
    }

    static List<Diagnosis> of(Trace trace) {
        Preflight preflight = new Preflight(trace);
        Signals.Facts facts = trace.signals().facts();
        if (facts != null) {
            preflight.data(facts);
            preflight.loss(facts);
        }
        if (trace.signals().layers().samples() > 0) {
            preflight.layers(trace.signals().layers());
        }
        preflight.found.sort((a, b) -> Double.compare(b.confidence(), a.confidence()));
        return List.copyOf(preflight.found);
    }

    private void data(Signals.Facts facts) {
        Signals.Columns inputs = facts.inputs();
        Signals.Columns targets = facts.targets();
        if (inputs.nonFinite() + targets.nonFinite() > 0) {
            add(
                    Symptom.NON_FINITE,
                    null,
                    SURE,
                    numbers("inputs", inputs.nonFinite(), "targets", targets.nonFinite()),
                    inputs.nonFinite() + " inputs and " + targets.nonFinite()
                            + " targets of the training rows are not finite",
                    "drop or fill these cells");
        }
        if (facts.outputUnits() == 1 && facts.outputActivation().equals("softmax")) {
            add(
                    Symptom.STRUCTURAL,
                    "output",
                    SURE,
                    numbers("output_units", 1, "gradient_norm", 0),
                    "the output is a softmax over one unit: it is 1 for every input",
                    "use a sigmoid on one unit, or a softmax over one unit per class");
        }
        if (inputs.columns() > 0 && inputs.constant() == inputs.columns()) {
            add(
                    Symptom.STRUCTURAL,
                    null,
                    SURE,
                    numbers("constant_columns", inputs.constant(), "columns", inputs.columns()),
                    "no input column ever changes",
                    "look at how the features are read");
        }
        if (targets.columns() > 0 && targets.constant() == targets.columns()) {
            add(
                    Symptom.STRUCTURAL,
                    null,
                    SURE,
                    numbers("constant_columns", targets.constant(), "columns", targets.columns()),
                    "all targets are the same: there is nothing to learn",
                    "look at how the targets are read");
        }
        if (inputs.rms() > LARGE || inputs.greatestScale() > UNEQUAL * inputs.leastScale()) {
            add(
                    Symptom.EXPLODING,
                    null,
                    0.3,
                    numbers("input_rms", inputs.rms(), "scale_ratio", inputs.greatestScale() / inputs.leastScale()),
                    String.format(
                            Locale.ROOT,
                            "the inputs are unscaled: their root mean square is %.3g, columns' deviations go from %.3g to %.3g",
                            inputs.rms(),
                            inputs.leastScale(),
                            inputs.greatestScale()),
                    "preprocess with standardize");
        }
    }

    private void loss(Signals.Facts facts) {
        double first = trace.steps().size() == 0 ? Double.NaN : trace.steps().loss()[0];
        if (facts.chanceLoss() > 0 && first > FAR * facts.chanceLoss()) {
            add(
                    Symptom.EXPLODING,
                    null,
                    0.3,
                    numbers("first_loss", first, "chance_loss", facts.chanceLoss()),
                    String.format(
                            Locale.ROOT,
                            "the first loss is %.3g where an answer that ignores the inputs costs %.3g",
                            first,
                            facts.chanceLoss()),
                    "start from smaller weights in the output layer, and scale the inputs and the targets");
        }
    }

    private void layers(Signals.Layers layers) {
        int hidden = layers.names().size() - 1;
        for (int layer = 0; layer < hidden; layer++) {
            String name = layers.names().get(layer);
            if (layers.dead()[layer] >= MOST) {
                add(
                        Symptom.DEAD_UNITS,
                        name,
                        HINT,
                        numbers("dead_share", layers.dead()[layer], "gradient", layers.gradient()[layer]),
                        String.format(
                                Locale.ROOT,
                                "%.0f %% of the units of %s put out 0 for the whole first batch",
                                100 * layers.dead()[layer],
                                name),
                        "initialise with he_uniform and bias 0");
            }
            if (layers.saturated()[layer] >= MOST) {
                add(
                        Symptom.SATURATION,
                        name,
                        HINT,
                        numbers("saturated_share", layers.saturated()[layer], "gradient", layers.gradient()[layer]),
                        String.format(
                                Locale.ROOT,
                                "%.0f %% of what %s puts out is saturated in the first batch",
                                100 * layers.saturated()[layer],
                                name),
                        "initialise with glorot_uniform, and standardize the inputs");
            }
        }
        if (hidden < 2) {
            return;
        }
        double drift = layers.signal()[hidden - 1] / layers.signal()[0];
        if (drift >= DRIFT || drift <= 1 / DRIFT) {
            int worst = 1;
            for (int layer = 2; layer < hidden; layer++) {
                worst = change(layers, layer) > change(layers, worst) ? layer : worst;
            }
            add(
                    drift > 1 ? Symptom.EXPLODING : Symptom.VANISHING,
                    layers.names().get(worst),
                    HINT,
                    numbers("last_to_first_signal", drift, "layers", hidden),
                    String.format(
                            Locale.ROOT,
                            "what depends on the input is %.1e times as large behind %s as behind %s",
                            drift,
                            layers.names().get(hidden - 1),
                            layers.names().get(0)),
                    "start from weights that keep the variance: he_uniform for relu, glorot_uniform for tanh");
        }
    }

    private static double change(Signals.Layers layers, int layer) {
        return Math.abs(Math.log(layers.signal()[layer] / layers.signal()[layer - 1]));
    }

    private static Map<String, Double> numbers(String one, double first, String other, double second) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put(one, first);
        numbers.put(other, second);
        return numbers;
    }

    private void add(
            Symptom symptom,
            @Nullable String layer,
            double confidence,
            Map<String, Double> numbers,
            String finding,
            String advice) {
        found.add(Diagnosis.of(symptom, 1, layer, confidence, numbers, finding, advice));
    }
}
