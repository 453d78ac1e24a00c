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
     * Clamps every entry to {@code [-limit, limit]}: the simplest remedy, which bounds each entry by itself.
     *
     * <pre>g' = min(max(g, -limit), limit)</pre>
     *
     * <p><b>Edges.</b> Both signs are limited. Changes the direction of the gradient. An entry exactly at the limit is
     * left alone; so is the whole gradient where no entry is above.
     * <p><b>Cost.</b> One read; one write when it bites.
     * <p><b>Source.</b> PyTorch clip_grad_value_; optax.clip.
     * <p><b>Differs.</b> From DJL, whose value clip is one-sided. A limit of 0, which erases, and a negative one are
     * refused.
     * <p><b>Example.</b> {@code clip_by_value(0.5)}
     *
     * @param limit the largest magnitude of an entry, above 0
     */
    public static Band clipByValue(double limit) {
        return limit(Limits.positive("limit", limit), Scope.ELEMENT, L2);
    }

    /**
     * Shrinks every group whose norm is above a limit to that limit, each group by itself.
     *
     * <pre>g' = g * min(1, max_norm / n)     n: norm of the group</pre>
     *
     * <p><b>Edges.</b> A norm exactly at the limit is left alone; the direction within a group is kept, that of the whole
     * gradient is not.
     * <p><b>Cost.</b> One read; whole tensors are scaled on the way into the optimizer's pass, units take one write when
     * it bites.
     * <p><b>Source.</b> TensorFlow clip_by_norm; Keras clipnorm (both scope tensor).
     * <p><b>Differs.</b> No epsilon on the norm, which accumulates in float64; any scope and any p-norm.
     * <p><b>Example.</b> {@code clip_by_norm(1, scope=layer)}
     *
     * @param maxNorm the largest norm of a group, above 0
     * @param norm how a group is measured
     * @param scope what makes a group
     */
    public static Band clipByNorm(double maxNorm, @Default("l2") Norm norm, @Default("tensor") Scope scope) {
        return limit(Limits.positive("max_norm", maxNorm), scope, norm);
    }

    /**
     * Shrinks all gradients together when their common norm is above a limit: the usual remedy for exploding gradients.
     *
     * <pre>g' = g * min(1, max_norm / n)     n: norm over all parameters</pre>
     *
     * <p><b>Edges.</b> Keeps the direction of the whole step. A norm exactly at the limit is left alone. A tied parameter
     * counts once. An empty set has norm 0.
     * <p><b>Cost.</b> One read; the factor rides into the optimizer's pass.
     * <p><b>Source.</b> Pascanu, Mikolov, Bengio 2013 (On the difficulty of training recurrent neural networks, arXiv
     * 1211.5063), algorithm 1; PyTorch clip_grad_norm_; optax.clip_by_global_norm.
     * <p><b>Differs.</b> PyTorch adds 1e-6 to the norm, turns every gradient to NaN when one is, and reverses the gradient
     * for a negative limit; Optax gives NaN where norm and limit are both 0; norms in float32 overflow at 1e20. This does
     * none of it.
     * <p><b>Example.</b> {@code clip_by_global_norm(1)}
     *
     * @param maxNorm the largest norm, above 0
     * @param norm how the gradient is measured
     */
    public static Band clipByGlobalNorm(double maxNorm, @Default("l2") Norm norm) {
        return limit(Limits.positive("max_norm", maxNorm), Scope.GLOBAL, norm);
    }

    /**
     * Rescales a group so that its largest entry is at most a limit: bounds entries as {@code clip_by_value} does, but
     * keeps the direction.
     *
     * <pre>g' = g * min(1, limit / max|g|)</pre>
     *
     * <p><b>Edges.</b> A largest entry exactly at the limit is left alone. One spike makes all other entries of its group
     * small.
     * <p><b>Cost.</b> One read; whole tensors are scaled on the way into the optimizer's pass, units take one write when
     * it bites.
     * <p><b>Source.</b> The article on gradient-explosion prevention, "limit the largest gradient to gamma".
     * <p><b>Differs.</b> The nearest elsewhere is PyTorch's clip_grad_norm_(norm_type=inf), which adds 1e-6 to the largest
     * entry.
     * <p><b>Example.</b> {@code limit_max(0.1)}
     *
     * @param limit the largest magnitude of an entry, above 0
     * @param scope what is scaled together
     */
    public static Band limitMax(double limit, @Default("global") Scope scope) {
        return limit(Limits.positive("limit", limit), scope, LINF);
    }

    /**
     * Enlarges every group whose norm is below a least magnitude: the remedy for vanishing gradients.
     *
     * <pre>g' = g * min(max(1, low / n), max_factor)     n: norm of the group</pre>
     *
     * <p><b>Edges.</b> A zero gradient stays zero, a norm exactly at {@code low} is left alone, a group below {@code
     * floor} is not amplified. A factor too large for the type is applied in float64.
     * <p><b>Cost.</b> One read; whole tensors are scaled on the way into the optimizer's pass, entries and units take one
     * write when it bites.
     * <p><b>Source.</b> The article on gradient-explosion prevention, "amplify what is below gamma".
     * <p><b>Differs.</b> From the article, which amplifies without bound: here by {@code max_factor} at most, so that
     * rounding noise does not become a gradient.
     * <p><b>Example.</b> {@code amplify(0.001, scope=layer)}
     *
     * @param low the least norm of a group, above 0 and finite
     * @param norm how a group is measured; not used for scope element
     * @param scope what makes a group
     * @param maxFactor the greatest amplification of one step, at least 1
     * @param floor norms below it are not amplified, 0 or above
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
     * Gives every group the same norm: the step keeps its direction and loses its length.
     *
     * <pre>g' = g * scale / n     n: norm of the group</pre>
     *
     * <p><b>Edges.</b> A zero gradient stays zero. Near a minimum the steps do not become smaller by themselves: use a
     * schedule of the learning rate.
     * <p><b>Cost.</b> One read; whole tensors are scaled on the way into the optimizer's pass, entries and units take one
     * write.
     * <p><b>Source.</b> Normalised gradient descent; with scope layer Yu et al. 2017 (Block-normalized gradient method,
     * arXiv 1707.04822).
     * <p><b>Differs.</b> No epsilon in the divisor; zero is an own case.
     * <p><b>Example.</b> {@code normalize(scope=layer)}
     *
     * @param scope what makes a group
     * @param scale the norm that each group gets, above 0 and finite
     * @param norm how a group is measured; not used for scope element
     */
    public static Band normalize(@Default("global") Scope scope, @Default("1") double scale, @Default("l2") Norm norm) {
        Limits.positiveFinite("scale", scale);
        return new Band(scale, scale, scope, norm, NONE, 0);
    }

    /**
     * Keeps only the sign of every entry: all entries move at the same pace.
     *
     * <pre>g' = scale * sign(g)</pre>
     *
     * <p><b>Edges.</b> Zero stays zero.
     * <p><b>Cost.</b> One read, one write; no norm is needed.
     * <p><b>Source.</b> Bernstein, Wang, Azizzadenesheli, Anandkumar 2018 (signSGD, arXiv 1802.04434), algorithm 1.
     * <p><b>Differs.</b> Without momentum; with it there is the optimizer {@code signum}.
     * <p><b>Example.</b> {@code sign(scale=0.001)}
     *
     * @param scale the magnitude that each entry gets, above 0 and finite
     */
    public static Band sign(@Default("1") double scale) {
        Limits.positiveFinite("scale", scale);
        return new Band(scale, scale, Scope.ELEMENT, L2, NONE, 0);
    }

    /**
     * Shrinks every tensor whose root mean square is above a threshold: a norm clip that does not depend on the tensor's
     * size.
     *
     * <pre>g' = g / max(1, rms(g) / threshold)     per tensor</pre>
     *
     * <p><b>Edges.</b> A tensor exactly at the threshold is left alone. A tensor of one entry is clamped.
     * <p><b>Cost.</b> One read; the factors ride into the optimizer's pass.
     * <p><b>Source.</b> Shazeer, Stern 2018 (Adafactor, arXiv 1804.04235), section 6; optax.clip_by_block_rms.
     * <p><b>Differs.</b> Adafactor clips its update; this, as Optax, whatever passes here, which is the gradient.
     * <p><b>Example.</b> {@code clip_by_block_rms(1)}
     *
     * @param threshold the largest root mean square of a tensor, above 0
     */
    public static Band clipByBlockRms(double threshold) {
        return limit(Limits.positive("threshold", threshold), Scope.TENSOR, RMS);
    }

    /**
     * Gives the gradients of every layer together the norm 1.
     *
     * <pre>g' = g / n     n: l2 norm of the layer, weights and biases together</pre>
     *
     * <p><b>Edges.</b> A zero gradient stays zero.
     * <p><b>Cost.</b> One read; the factors ride into the optimizer's pass.
     * <p><b>Source.</b> Deeplearning4j, GradientNormalization.RenormalizeL2PerLayer.
     * <p><b>Differs.</b> A name that is known there; {@code normalize} is the same with any norm, length and scope.
     * <p><b>Example.</b> {@code renormalize_layer}
     */
    public static Band renormalizeLayer() {
        return new Band(1, 1, Scope.LAYER, L2, NONE, 0);
    }

    /**
     * Gives the gradient of every parameter the norm 1.
     *
     * <pre>g' = g / n     n: l2 norm of the tensor</pre>
     *
     * <p><b>Edges.</b> A zero gradient stays zero. A bias of one entry becomes its sign.
     * <p><b>Cost.</b> One read; the factors ride into the optimizer's pass.
     * <p><b>Source.</b> Deeplearning4j, GradientNormalization.RenormalizeL2PerParamType.
     * <p><b>Differs.</b> A name that is known there; {@code normalize} is the same with any norm, length and scope.
     * <p><b>Example.</b> {@code renormalize_param}
     */
    public static Band renormalizeParam() {
        return new Band(1, 1, Scope.TENSOR, L2, NONE, 0);
    }

    /**
     * The article's three steps with one gamma: limit the largest, amplify what is below gamma, shrink what is above.
     *
     * <pre>
     * g' = gamma * sign(g)            reading=element
     * g' = g * gamma / max|g|         reading=max, over all gradients
     * g' = g * gamma / n              reading=norm, n over all gradients
     * g' = g + gamma * sign(g)        reading=add, the TensorFlow listing
     * </pre>
     *
     * <p><b>Edges.</b> Zero stays zero in every reading. {@code add} limits nothing: large entries grow too.
     * <p><b>Cost.</b> One read; one write in the readings by element, for {@code reading=max} and {@code reading=norm} the
     * factor rides into the optimizer's pass.
     * <p><b>Source.</b> The article on gradient-explosion prevention; its text allows each of the first three readings,
     * its listing does the fourth.
     * <p><b>Differs.</b> The first three are bands with {@code low} and {@code high} equal to gamma; {@code add} is no
     * band.
     * <p><b>Example.</b> {@code article(gamma=0.1)}
     *
     * @param gamma the one threshold, above 0 and finite
     * @param reading how the article's text is read
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
