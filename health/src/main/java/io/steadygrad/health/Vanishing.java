package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What reaches the first layers, or the first elements of a sequence, is too little to train them.
 *
 * <p><b>In depth.</b> Of the back-propagated gradients (not those of weights: with sigmoids and glorot's weights these look even) the
 * first layer's is at most {@value #DEPTH} of the largest, or the last hidden layer's output hardly depends on the input (the part that
 * does is at most {@value #SIGNAL} of it). <b>In time.</b> The gradient with respect to the first state is at most {@value #TIME} of
 * that with respect to the last. <b>Joint evidence.</b> A run without skill: five layers of tanh reach a ratio of 1/470 and learn.
 * <b>Edges.</b> A first gradient of exactly zero with an output of zeros recovers after a step; so the median of late counts.
 * <b>Layer.</b> The first layer; the recurrent one in time. <b>Source.</b> Glorot and Bengio (2010); Pascanu, Mikolov, Bengio (2013). <b>Differs:</b>
 * AutoTrainer compares weight gradients (first to last below 1e-3), which says nothing of time; SageMaker and TheDeepChecker ask for a mean
 * below 1e-7 or 1e-6, which every converged run reaches.
 */
final class Vanishing {
    private static final double DEPTH = 1e-3;
    private static final double SIGNAL = 1e-2;
    private static final double TIME = 1e-5;

    private Vanishing() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        if (!evidence.hopeless() || evidence.diverged()) {
            return Optional.empty();
        }
        Optional<Diagnosis> time = inTime(evidence);
        return time.isPresent() ? time : inDepth(evidence);
    }

    private static Optional<Diagnosis> inTime(Evidence evidence) {
        Signals.Flow flow = evidence.trace().signals().flow();
        int[] window = Evidence.window(flow.step(), evidence.course().step());
        if (window.length < 2) {
            return Optional.empty();
        }
        for (int layer = 0; layer < flow.layers().size(); layer++) {
            int which = layer;
            double[] ratios = new double[window.length];
            for (int i = 0; i < window.length; i++) {
                ratios[i] = ratio(flow, window[i], layer);
            }
            double ratio = Robust.median(ratios);
            if (ratio <= TIME) {
                Map<String, Double> numbers = new LinkedHashMap<>();
                numbers.put("first_to_last_state_gradient", ratio);
                numbers.put("time_steps", (double) flow.time()[flow.time().length - 1] + 1);
                numbers.put("skill", evidence.course().skill());
                return Optional.of(
                        Diagnosis.of(
                                Symptom.VANISHING,
                                Evidence.since(flow.step(), sample -> ratio(flow, sample, which) <= TIME),
                                flow.layers().get(layer),
                                evidence.course().progress() >= 0.05 ? 0.9 : 0.45,
                                numbers,
                                String.format(
                                        Locale.ROOT,
                                        "the gradient with respect to the first state is %.1e of that with respect to the last, and the skill is %.2f",
                                        ratio,
                                        evidence.course().skill()),
                                "start the recurrent weights orthogonal with gain 1, use lstm or gru, or the regularizer vanishing"));
            }
        }
        return Optional.empty();
    }

    private static double ratio(Signals.Flow flow, int sample, int layer) {
        int places = flow.time().length;
        int row = (sample * flow.layers().size() + layer) * places;
        double last = flow.gradient()[row + places - 1];
        return last > 0 ? flow.gradient()[row] / last : Double.NaN;
    }

    private static Optional<Diagnosis> inDepth(Evidence evidence) {
        Signals.Layers layers = evidence.layers();
        int count = layers.names().size();
        if (count < 3 || evidence.window().length < 3) {
            return Optional.empty();
        }
        double depth = Robust.median(java.util.Arrays.stream(evidence.window())
                .mapToDouble(sample -> depth(layers, sample))
                .toArray());
        double signal = Robust.median(java.util.Arrays.stream(evidence.window())
                .mapToDouble(sample -> signal(layers, sample))
                .toArray());
        if (!(depth <= DEPTH) && !(signal <= SIGNAL)) {
            return Optional.empty();
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("first_to_largest_gradient", depth);
        numbers.put("signal_share", signal);
        numbers.put("skill", evidence.course().skill());
        boolean both = depth <= DEPTH && signal <= SIGNAL;
        double enough = both ? 0.05 : 0.25;
        return Optional.of(
                Diagnosis.of(
                        Symptom.VANISHING,
                        evidence.since(sample -> depth(layers, sample) <= DEPTH || signal(layers, sample) <= SIGNAL),
                        layers.names().get(0),
                        evidence.course().progress() >= enough ? both ? 0.9 : 0.75 : 0.4,
                        numbers,
                        String.format(
                                Locale.ROOT,
                                "the gradient that comes back to %s is %.1e of the largest, %.1e of what the last hidden layer puts out depends on the input, and the skill is %.2f",
                                layers.names().get(0),
                                depth,
                                signal,
                                evidence.course().skill()),
                        "initialise again so that every layer keeps the variance, normalise between layers, or use relu and fewer layers"));
    }

    static double depth(Signals.Layers layers, int sample) {
        double largest = 0;
        for (int layer = 0; layer < layers.names().size(); layer++) {
            double gradient = layers.gradient()[layers.at(sample, layer)];
            largest = Double.isNaN(gradient) ? largest : Math.max(largest, gradient);
        }
        return largest > 0 ? layers.gradient()[layers.at(sample, 0)] / largest : Double.NaN;
    }

    static double signal(Signals.Layers layers, int sample) {
        int hidden = layers.at(sample, layers.names().size() - 2);
        return layers.scale()[hidden] > 0 ? layers.signal()[hidden] / layers.scale()[hidden] : Double.NaN;
    }
}
