package io.steadygrad.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run shows beyond its gradients: facts known before the first step, and samples of layers, weights and time taken
 * at some of the steps. A value, for reading only. Parts that an engine cannot see are empty. Large layers and tensors are sampled
 * evenly; their norms are extrapolated.
 *
 * @param facts null where nobody stated them
 * @param origins where numbers first stopped being finite, one for each step at which that was looked for
 * @param abandoned pieces of training that a repair took back
 */
public record Signals(
        @Nullable Facts facts,
        Layers layers,
        Updates updates,
        Flow flow,
        List<Origin> origins,
        List<Abandoned> abandoned) {
    public static final Signals NONE = new Signals(null, Layers.NONE, Updates.NONE, Flow.NONE, List.of(), List.of());

    public Signals {
        origins = List.copyOf(origins);
        abandoned = List.copyOf(abandoned);
    }

    /**
     * What is known of a run before its first step.
     *
     * @param task {@code classification}, {@code regression} or empty
     * @param loss as study files name it
     * @param chanceLoss of the best answer that does not look at the inputs: the entropy of the training classes in nats, or the
     *     targets' variance (squared error) or mean deviation from the median (absolute error); NaN where unknown
     * @param chanceAccuracy share of the largest training class; NaN for a regression
     * @param budget steps that the run may make
     * @param stepsPerEpoch batches in an epoch
     * @param optimizer as an expression
     * @param outputActivation of the last layer: {@code softmax}, {@code linear}, ...
     * @param outputUnits numbers that the last layer puts out for one row
     */
    public record Facts(
            String task,
            String loss,
            double chanceLoss,
            double chanceAccuracy,
            long budget,
            long stepsPerEpoch,
            String optimizer,
            String outputActivation,
            long outputUnits,
            Columns inputs,
            Columns targets) {}

    /**
     * What a table of numbers looks like, its columns being all but the first dimension.
     *
     * @param nonFinite NaN and infinite entries
     * @param constant columns that never change
     * @param largest magnitude of a finite entry
     * @param rms root mean square of the finite entries
     * @param leastScale the smallest, {@code greatestScale} the largest standard deviation among columns that change
     */
    public record Columns(
            long rows,
            long columns,
            long nonFinite,
            long constant,
            double largest,
            double rms,
            double leastScale,
            double greatestScale) {}

    /**
     * What L layers handed on, and what came back to them, at K sampled steps, before that step's update. Arrays are K x L,
     * row-major; NaN where nothing was seen.
     *
     * @param names in the order of the forward pass, as taps name them
     * @param activations of each layer: {@code relu}, {@code tanh}, ...; empty where unknown or where it is not the last operation (sums of
     *     residual blocks, states of gated cells)
     * @param units of each layer: the last dimension, channels of images
     * @param scale root mean square of the outputs that are finite
     * @param mean of the outputs that are finite
     * @param signal root mean square over the numbers of a row of each one's standard deviation over the batch: what of the output depends
     *     on the input; NaN for a batch of one row
     * @param dead share of units that put out exactly 0 for every row (and place of an image, and time)
     * @param saturated share of outputs at the flat ends of a bounded activation (tanh beyond 0.99, sigmoid within 0.01 of 0 or 1); NaN for
     *     other activations
     * @param nonFinite outputs that are NaN or infinite, of those that were looked at
     * @param gradient l2 norm of the loss's gradient with respect to the outputs (back-propagated, not that of weights);
     *     of a recurrent layer over the places in time that were looked at, 32 at most
     */
    public record Layers(
            List<String> names,
            List<String> activations,
            long[] units,
            long[] step,
            float[] scale,
            float[] mean,
            float[] signal,
            float[] dead,
            float[] saturated,
            long[] nonFinite,
            float[] gradient) {
        public static final Layers NONE = new Layers(
                List.of(),
                List.of(),
                new long[0],
                new long[0],
                new float[0],
                new float[0],
                new float[0],
                new float[0],
                new float[0],
                new long[0],
                new float[0]);

        public Layers {
            names = List.copyOf(names);
            activations = List.copyOf(activations);
            Trace.requireLength(names.size(), activations.size(), "layer_activations");
            Trace.requireLength(names.size(), units.length, "layer_units");
            int cells = Math.multiplyExact(step.length, names.size());
            Trace.requireLength(cells, scale.length, "layer_scale");
            Trace.requireLength(cells, mean.length, "layer_mean");
            Trace.requireLength(cells, signal.length, "layer_signal");
            Trace.requireLength(cells, dead.length, "layer_dead");
            Trace.requireLength(cells, saturated.length, "layer_saturated");
            Trace.requireLength(cells, nonFinite.length, "layer_non_finite");
            Trace.requireLength(cells, gradient.length, "layer_gradient");
        }

        /** Number of samples K. */
        public int samples() {
            return step.length;
        }

        /** Where sample and layer stand in the arrays. */
        public int at(int sample, int layer) {
            return sample * names.size() + layer;
        }
    }

    /**
     * How far each of the trace's T tensors moved at K sampled steps. Arrays are K x T, row-major.
     *
     * @param weight l2 norm of the tensor before the step
     * @param update l2 norm of what the step changed; 0 for a rejected step
     */
    public record Updates(long[] step, float[] weight, float[] update) {
        public static final Updates NONE = new Updates(new long[0], new float[0], new float[0]);

        public Updates {
            Trace.requireLength(weight.length, update.length, "update");
        }

        /** Number of samples K. */
        public int samples() {
            return step.length;
        }
    }

    /**
     * Gradients on their way back through time, for R recurrent layers at K sampled steps and P places in time.
     *
     * @param time the places, rising, from 0 (the first element of the sequence) to the last one
     * @param gradient K x R x P, row-major: l2 norm over the batch of the loss's gradient with respect to the state
     */
    public record Flow(List<String> layers, long[] step, long[] time, float[] gradient) {
        public static final Flow NONE = new Flow(List.of(), new long[0], new long[0], new float[0]);

        public Flow {
            layers = List.copyOf(layers);
            Trace.requireLength(
                    Math.multiplyExact(Math.multiplyExact(step.length, layers.size()), time.length),
                    gradient.length,
                    "flow");
        }
    }

    /**
     * Where numbers stopped being finite at one step.
     *
     * @param place {@code input}, {@code weights}, {@code forward}, {@code loss} or {@code backward}
     * @param layer first layer concerned, empty for input and loss
     * @param batch of its epoch, counted from 0
     * @param rows of the training data whose numbers were not finite, at most 8; empty where all or none are singled out
     */
    public record Origin(long step, String place, String layer, long batch, List<Long> rows) {
        public Origin {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A piece of training that was taken back.
     *
     * @param remedy what was tried on it; empty for the piece that led to the diagnosis
     * @param step of each of its steps, {@code loss} and {@code norm} (before control) of the same length
     */
    public record Abandoned(String remedy, long[] step, double[] loss, double[] norm) {
        public Abandoned {
            Trace.requireLength(step.length, loss.length, "abandoned loss");
            Trace.requireLength(step.length, norm.length, "abandoned norm");
        }
    }
}
