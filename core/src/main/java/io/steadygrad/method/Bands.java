package io.steadygrad.method;

import static io.steadygrad.gradient.Norm.L2;
import static io.steadygrad.gradient.Norm.LINF;
import static io.steadygrad.gradient.Norm.RMS;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * The well-known names for a {@link Band}: each public factory here is an alias in the catalogue, with no code of its own
 * beyond naming its parameters.
 */
public final class Bands {
    private static final double NONE = Double.POSITIVE_INFINITY;

    private Bands() {}

    /**
     * Clamps every entry to {@code [-limit, limit]}.
     *
     * <pre>g' = min(max(g, -limit), limit)</pre>
     *
     * <p><b>Edges.</b> Changes the direction of the gradient. Both signs are limited.
     * <p><b>Source.</b> PyTorch clip_grad_value_; optax.clip.
     * <p><b>Differs.</b> From DJL, whose value clip is one-sided.
     */
    public static Band clipByValue(double limit) {
        return limit(Limits.positive("limit", limit), Scope.ELEMENT, L2);
    }

    /**
     * Shrinks every group whose norm is above a limit to that limit.
     *
     * <pre>g' = g * min(1, max_norm / n)   per group of the scope</pre>
     *
     * <p><b>Edges.</b> A norm exactly at the limit is left alone; the direction within a group is kept.
     * <p><b>Source.</b> optax.per_example and Keras clipnorm (scope tensor).
     * <p><b>Differs.</b> No epsilon on the norm.
     */
    public static Band clipByNorm(double maxNorm, @Default("l2") Norm norm, @Default("tensor") Scope scope) {
        return limit(Limits.positive("max_norm", maxNorm), scope, norm);
    }

    /**
     * Shrinks all gradients together when their common norm is above a limit.
     *
     * <pre>g' = g * min(1, max_norm / n)   with n over all parameters</pre>
     *
     * <p><b>Edges.</b> Keeps the direction of the whole step. A tied parameter counts once.
     * <p><b>Source.</b> Pascanu, Mikolov, Bengio 2013, algorithm 1; PyTorch clip_grad_norm_.
     * <p><b>Differs.</b> PyTorch adds 1e-6 to the norm and turns every gradient to NaN when one is; this does neither.
     */
    public static Band clipByGlobalNorm(double maxNorm, @Default("l2") Norm norm) {
        return limit(Limits.positive("max_norm", maxNorm), Scope.GLOBAL, norm);
    }

    /**
     * Rescales a group so that its largest entry is at most a limit.
     *
     * <pre>g' = g * min(1, limit / max|g|)</pre>
     *
     * <p><b>Edges.</b> Keeps the direction, which clip_by_value does not.
     * <p><b>Source.</b> The article, "limit the largest gradient to gamma".
     */
    public static Band limitMax(double limit, @Default("global") Scope scope) {
        return limit(Limits.positive("limit", limit), scope, LINF);
    }

    /**
     * Enlarges every group whose norm is below a least magnitude.
     *
     * <pre>g' = g * min(max(1, low / n), max_factor)</pre>
     *
     * <p><b>Edges.</b> A zero gradient stays zero; a group below {@code floor} is not amplified.
     * <p><b>Source.</b> The article, "amplify what is below gamma".
     */
    public static Band amplify(
            double low,
            @Default("l2") Norm norm,
            @Default("tensor") Scope scope,
            @Default("1000") double maxFactor,
            @Default("1e-30") double floor) {
        return new Band(Limits.positiveFinite("low", low), NONE, scope, norm, maxFactor, floor);
    }

    /**
     * Gives every group the same norm.
     *
     * <pre>g' = g * scale / n</pre>
     *
     * <p><b>Edges.</b> A zero gradient stays zero.
     * <p><b>Source.</b> Normalised gradient descent; Yu et al. 2017 (block-normalised gradient) with scope layer.
     */
    public static Band normalize(@Default("global") Scope scope, @Default("1") double scale, @Default("l2") Norm norm) {
        Limits.positiveFinite("scale", scale);
        return new Band(scale, scale, scope, norm, NONE, 0);
    }

    /**
     * Keeps only the sign of every entry.
     *
     * <pre>g' = scale * sign(g)</pre>
     *
     * <p><b>Edges.</b> Zero stays zero.
     * <p><b>Source.</b> Bernstein et al. 2018 (signSGD).
     */
    public static Band sign(@Default("1") double scale) {
        Limits.positiveFinite("scale", scale);
        return new Band(scale, scale, Scope.ELEMENT, L2, NONE, 0);
    }

    /**
     * Shrinks every tensor whose root mean square is above a threshold.
     *
     * <pre>g' = g / max(1, rms(g) / threshold)   per tensor</pre>
     *
     * <p><b>Source.</b> Shazeer, Stern 2018 (Adafactor), section 6; optax.clip_by_block_rms.
     */
    public static Band clipByBlockRms(double threshold) {
        return limit(Limits.positive("threshold", threshold), Scope.TENSOR, RMS);
    }

    /**
     * Gives the gradients of every layer together the norm 1.
     *
     * <pre>g' = g / n   per layer, weights and biases together</pre>
     *
     * <p><b>Edges.</b> A zero gradient stays zero.
     * <p><b>Source.</b> Deeplearning4j, GradientNormalization.RenormalizeL2PerLayer.
     */
    public static Band renormalizeLayer() {
        return new Band(1, 1, Scope.LAYER, L2, NONE, 0);
    }

    /**
     * Gives the gradient of every parameter the norm 1.
     *
     * <pre>g' = g / n   per tensor</pre>
     *
     * <p><b>Edges.</b> A zero gradient stays zero.
     * <p><b>Source.</b> Deeplearning4j, GradientNormalization.RenormalizeL2PerParamType.
     */
    public static Band renormalizeParam() {
        return new Band(1, 1, Scope.TENSOR, L2, NONE, 0);
    }

    /**
     * The article's three steps with one gamma: limit the largest, amplify what is below gamma, shrink what is above.
     *
     * <pre>
     * reading=element   g' = gamma * sign(g)
     * reading=max       g' = g * gamma / max|g|      over all gradients
     * reading=norm      g' = g * gamma / n           n over all gradients
     * reading=add       g' = g + gamma * sign(g)     the article's TensorFlow listing
     * </pre>
     *
     * <p><b>Edges.</b> Zero stays zero in every reading.
     * <p><b>Source.</b> The article on gradient-explosion prevention; its text allows each of these readings.
     * <p><b>Differs.</b> The first three are bands with {@code low = high = gamma}; {@code add} is no band.
     */
    public static Method article(@Default("0.1") double gamma, @Default("element") Reading reading) {
        Limits.positiveFinite("gamma", gamma);
        return switch (reading) {
            case ELEMENT -> new Band(gamma, gamma, Scope.ELEMENT, L2, NONE, 0);
            case MAX -> new Band(gamma, gamma, Scope.GLOBAL, LINF, NONE, 0);
            case NORM -> new Band(gamma, gamma, Scope.GLOBAL, L2, NONE, 0);
            case ADD -> new AddSign(gamma);
        };
    }

    /** How the article's algorithm is read. */
    public enum Reading {
        ELEMENT,
        MAX,
        NORM,
        ADD
    }

    private static Band limit(double high, Scope scope, Norm norm) {
        return new Band(0, high, scope, norm, NONE, 0);
    }
}
