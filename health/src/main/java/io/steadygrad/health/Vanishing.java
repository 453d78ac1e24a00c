package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

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
    /** Share of the budget that a network gets to find its way out by itself. */
    private static final double PATIENCE = 0.2;
    /** Growth of the ratios that shows that it does. */
    private static final double RECOVERY = 3;
    /** Share of a run that, lost, explains why it did not get further. */
    private static final double LONG = 0.2;

    private Vanishing() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        if (evidence.good() || evidence.diverged()) {
            return Optional.empty();
        }
        Optional<Diagnosis> time = inTime(evidence);
        return time.isPresent() ? time : inDepth(evidence);
    }

    /** One layer's weights are next to nothing, and nothing gets past it: the cause of dead units behind it, too. */
    static Optional<Diagnosis> atOneLayer(Evidence evidence) {
        if (!evidence.hopeless() || evidence.diverged() || evidence.course().progress() < PATIENCE) {
            return Optional.empty();
        }
        return Culprit.find(evidence.trace())
                .filter(Culprit::shrank)
                .map(culprit -> Diagnosis.of(
                        Symptom.VANISHING,
                        culprit.step(),
                        culprit.layer(),
                        0.85,
                        Map.of("weights_over_usual", culprit.factor()),
                        String.format(
                                Locale.ROOT,
                                "the weights of %s are %.1e of what is usual, so that next to nothing passes it; the skill is %s",
                                culprit.layer(),
                                culprit.factor(),
                                Course.words(evidence.course().skill())),
                        "initialise that layer again at the scale of the others"));
    }

    private static Optional<Diagnosis> inTime(Evidence evidence) {
        Signals.Flow flow = evidence.trace().signals().flow();
        int[] window = Evidence.window(flow.step(), evidence.course().step());
        if (window.length < 2 || !evidence.hopeless()) {
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
                                        "the gradient with respect to the first state is %.1e of that with respect to the last, and the skill is %s",
                                        ratio,
                                        Course.words(evidence.course().skill())),
                                "start the recurrent weights orthogonal with gain 1, use lstm or gru, or the regularizer vanishing"));
            }
        }
        return Optional.empty();
    }

    /** Norm of the gradient with respect to the first state over that with respect to the last. */
    static double ratio(Signals.Flow flow, int sample, int layer) {
        int places = flow.time().length;
        int row = (sample * flow.layers().size() + layer) * places;
        double last = flow.gradient()[row + places - 1];
        return last > 0 ? flow.gradient()[row] / last : Double.NaN;
    }

    private static Optional<Diagnosis> inDepth(Evidence evidence) {
        Signals.Layers layers = evidence.layers();
        if (layers.names().size() < 3 || evidence.window().length < 3) {
            return Optional.empty();
        }
        double depth = median(evidence.window(), sample -> depth(layers, sample));
        double signal = median(evidence.window(), sample -> signal(layers, sample));
        boolean now = depth <= DEPTH || signal <= SIGNAL;
        double past = shareOfPast(evidence);
        // Steps that are too long may throw a sound network there: then they are the cause.
        boolean made = !vanishes(layers, 0) && Oscillation.isPlain(evidence);
        if (made || (!(now && evidence.hopeless()) && past < LONG)) {
            return Optional.empty();
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("first_to_largest_gradient", depth);
        numbers.put("signal_share", signal);
        numbers.put("share_of_run", past);
        numbers.put("skill", evidence.course().skill());
        return Optional.of(
                Diagnosis.of(
                        Symptom.VANISHING,
                        now ? evidence.since(sample -> vanishes(layers, sample)) : layers.step()[0],
                        layers.names().get(0),
                        confidence(evidence, now),
                        numbers,
                        String.format(
                                Locale.ROOT,
                                "the gradient that comes back to %s is %.1e of the largest, %.1e of what the last hidden layer puts out depends on the input, and the skill is %s",
                                layers.names().get(0),
                                depth,
                                signal,
                                Course.words(evidence.course().skill())),
                        "initialise again so that every layer keeps the variance, normalise between layers, or use relu and fewer layers"));
    }

    /** A network may find its way out by itself, for which it needs time; one that is on its way is not accused before the end. */
    private static double confidence(Evidence evidence, boolean now) {
        double progress = evidence.course().progress();
        if (!now) {
            return progress >= 0.9 ? 0.7 : 0.3;
        }
        return progress < PATIENCE || (progress < 0.9 && recovers(evidence)) ? 0.4 : 0.9;
    }

    private static boolean recovers(Evidence evidence) {
        Signals.Layers layers = evidence.layers();
        int last = layers.samples() - 1;
        int[] beginning = {0, Math.min(1, last), Math.min(2, last)};
        int[] end = {Math.max(0, last - 2), Math.max(0, last - 1), last};
        double depth =
                median(end, sample -> depth(layers, sample)) / median(beginning, sample -> depth(layers, sample));
        double signal =
                median(end, sample -> signal(layers, sample)) / median(beginning, sample -> signal(layers, sample));
        return depth >= RECOVERY || signal >= RECOVERY;
    }

    /** What share of the steps so far went by in this state, from the first one on. */
    private static double shareOfPast(Evidence evidence) {
        Signals.Layers layers = evidence.layers();
        int sample = 0;
        while (sample < layers.samples() && vanishes(layers, sample)) {
            sample++;
        }
        return sample == 0
                ? 0
                : (double) layers.step()[sample - 1] / evidence.course().step();
    }

    private static boolean vanishes(Signals.Layers layers, int sample) {
        return depth(layers, sample) <= DEPTH || signal(layers, sample) <= SIGNAL;
    }

    private static double median(int[] samples, IntToDoubleFunction value) {
        return Robust.median(Arrays.stream(samples).mapToDouble(value).toArray());
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
