package io.steadygrad.tensorflow;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.method.AddSign;
import io.steadygrad.method.AllowNonFinite;
import io.steadygrad.method.Band;
import io.steadygrad.method.Chain;
import io.steadygrad.method.ErrorOnNonFinite;
import io.steadygrad.method.Method;
import io.steadygrad.method.Scale;
import io.steadygrad.method.SkipLarge;
import io.steadygrad.method.SkipNonFinite;
import io.steadygrad.method.ZeroNans;
import io.steadygrad.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * A chain of methods that remember nothing, made into operations of a graph. Where a step is rejected the controlled gradients are dead, in TensorFlow's
 * sense: nothing that is computed from them runs, so neither weights nor an optimizer's own variables change.
 */
final class GraphControl {
    private final Ops tf;
    private final Plan plan;
    private final List<Parameter> parameters;
    private final List<Operand<? extends TNumber>> given;

    /** The gradients with nothing pending but factors. */
    private List<Operand<? extends TNumber>> values;

    private GraphNorms norms;

    /** What all gradients are still to be multiplied by, and each of them; null is 1. */
    private @Nullable Operand<TFloat64> common;

    private @Nullable Operand<TFloat64> each;

    /** The two together, of each tensor. */
    private @Nullable List<Operand<TFloat64>> factors;

    private boolean amplifies;
    private final Operand<TFloat64> normBefore;
    private @Nullable Operand<TBool> finite;
    private @Nullable Operand<TBool> accepted;
    private final Operand<TFloat64> normAfter;
    private final List<Operand<? extends TNumber>> controlled;

    /** @param gradients of the plan's parameters */
    GraphControl(Ops tf, Plan plan, List<Operand<? extends TNumber>> gradients) {
        this.tf = tf;
        this.plan = plan;
        this.parameters = plan.layout().parameters();
        this.given = List.copyOf(gradients);
        this.values = given;
        this.norms = new GraphNorms(tf, values);
        this.normBefore = norms.global();
        plan.methods().forEach(this::decide);
        this.normAfter = norm();
        this.controlled = finish();
    }

    /** Whether a graph can decide all methods of a chain. */
    static boolean takes(Chain chain) {
        return Plan.compile(chain, new Layout(List.of())).methods().stream().allMatch(GraphControl::takes);
    }

    private static boolean takes(Method method) {
        return method instanceof Band
                || method instanceof Scale
                || method instanceof AddSign
                || method instanceof ZeroNans
                || method instanceof SkipLarge
                || method instanceof SkipNonFinite
                || method instanceof ErrorOnNonFinite
                || method instanceof AllowNonFinite;
    }

    /** How many steps in a row may be rejected for what is not finite; 0 where any number may. */
    static int patience(Plan plan) {
        for (Method method : plan.methods()) {
            if (method instanceof SkipNonFinite guard) {
                return guard.maxConsecutive();
            } else if (method instanceof ErrorOnNonFinite) {
                return 1;
            }
        }
        return 0;
    }

    private void decide(Method method) {
        if (method instanceof SkipNonFinite || method instanceof ErrorOnNonFinite) {
            finite = tf.math.isFinite(norms.global());
            require(finite);
        } else if (method instanceof SkipLarge skip) {
            // NaN is not large.
            require(tf.math.logicalNot(tf.math.greater(norm(), tf.constant(skip.maxNorm()))));
        } else if (method instanceof Scale scale) {
            amplifies |= scale.factor() > 1;
            multiply(tf.constant(scale.factor()));
        } else if (method instanceof ZeroNans) {
            replace((parameter, value) -> tf.select(tf.math.isNan(value), tf.zerosLike(value), value));
        } else if (method instanceof AddSign add) {
            replace((parameter, value) ->
                    tf.math.add(value, tf.math.mul(tf.math.sign(value), tf.constant(add.amount()))));
        } else if (method instanceof Band band) {
            bring(band);
        }
    }

    private void require(Operand<TBool> condition) {
        accepted = accepted == null ? condition : tf.math.logicalAnd(accepted, condition);
    }

    private void bring(Band band) {
        if (band.low() == 0 && band.high() == Double.POSITIVE_INFINITY) {
            return;
        }
        amplifies |= band.low() > 0;
        switch (band.scope()) {
            case ELEMENT -> {
                if (band.low() == 0 && common == null && each == null) {
                    limit(band.high());
                } else {
                    replace((parameter, value) -> GraphBands.entries(tf, band, value));
                }
            }
            case UNIT ->
                replace((parameter, value) -> tf.math.mul(value, GraphBands.units(tf, band, parameter, value)));
            default -> {
                if (band.scope() == Scope.GLOBAL
                        && band.norm().p() == 2
                        && !band.norm().mean()) {
                    multiply(GraphBands.factors(tf, band, norm()));
                } else {
                    bringGroups(band);
                }
            }
        }
    }

    /** In the type itself: rounding is monotone, so the limit's own rounding is all that can differ. */
    private void limit(double high) {
        values = values.stream()
                .<Operand<? extends TNumber>>map(value -> limited(value, high))
                .toList();
        norms = new GraphNorms(tf, values);
    }

    private <T extends TNumber> Operand<T> limited(Operand<T> value, double high) {
        Operand<T> above = tf.dtypes.cast(tf.constant(high), value.type());
        return tf.clipByValue(value, tf.math.neg(above), above);
    }

    private void bringGroups(Band band) {
        Layout layout = plan.layout();
        int[] groupOf = IntStream.range(0, parameters.size())
                .map(t -> layout.groupOf(band.scope(), t))
                .toArray();
        int groups = layout.count(band.scope());
        double p = band.norm().p();
        Operand<TFloat64> magnitudes = GraphNorms.together(tf, scaled(norms.each(p)), p, groupOf, groups);
        if (band.norm().mean()) {
            double[] roots = Arrays.stream(layout.sizes(band.scope()))
                    .mapToDouble(size -> Math.pow(Math.max(1, size), -1 / p))
                    .toArray();
            magnitudes = tf.math.mul(magnitudes, tf.constant(roots));
        }
        Operand<TFloat64> factors = GraphBands.factors(tf, band, magnitudes);
        Operand<TFloat64> perTensor = tf.gather(factors, tf.constant(groupOf), tf.constant(0));
        each = each == null ? perTensor : tf.math.mul(each, perTensor);
    }

    private void multiply(Operand<TFloat64> factor) {
        common = common == null ? factor : tf.math.mul(common, factor);
    }

    /** Norms of tensors with what is pending. */
    private Operand<TFloat64> scaled(Operand<TFloat64> vector) {
        Operand<TFloat64> own = each == null ? vector : tf.math.mul(vector, each);
        return common == null ? own : tf.math.mul(own, common);
    }

    /** The global l2 norm with what is pending. */
    private Operand<TFloat64> norm() {
        if (each != null) {
            return GraphNorms.together(tf, scaled(norms.each(2)), 2);
        }
        return common == null ? norms.global() : tf.math.mul(norms.global(), common);
    }

    private interface Change {
        Operand<TFloat64> of(Parameter parameter, Operand<TFloat64> values);
    }

    /** Changes entries, after what is pending. */
    private void replace(Change change) {
        List<Operand<TFloat64>> wide = wide();
        List<Operand<? extends TNumber>> changed = new ArrayList<>();
        for (int t = 0; t < wide.size(); t++) {
            changed.add(change.of(parameters.get(t), wide.get(t)));
        }
        values = changed;
        norms = new GraphNorms(tf, values);
        common = null;
        each = null;
        factors = null;
    }

    private List<Operand<TFloat64>> wide() {
        List<Operand<TFloat64>> wide = new ArrayList<>();
        for (int t = 0; t < values.size(); t++) {
            Operand<TFloat64> value = GraphNorms.wide(tf, values.get(t));
            Operand<TFloat64> factor = factor(t);
            wide.add(factor == null ? value : tf.math.mul(value, factor));
        }
        return wide;
    }

    private @Nullable Operand<TFloat64> factor(int t) {
        if (each == null) {
            return common;
        }
        if (factors == null) {
            Operand<TFloat64> all = common == null ? each : tf.math.mul(each, common);
            factors = new ArrayList<>();
            tf.unstack(all, (long) values.size()).output().forEach(factors::add);
        }
        return factors.get(t);
    }

    private List<Operand<? extends TNumber>> finish() {
        List<Operand<? extends TNumber>> made = new ArrayList<>();
        if (isPending() && !amplifies && areOfTheirOwnTypes()) {
            // One switch for all tensors: without a factor there is no product.
            common = common == null ? null : passed(common);
            each = each == null ? null : passed(each);
            factors = null;
            Map<Class<?>, Operand<? extends TNumber>> cast = new HashMap<>();
            for (int t = 0; t < values.size(); t++) {
                made.add(product(values.get(t), t, cast));
            }
        } else {
            for (int t = 0; t < values.size(); t++) {
                made.add(passed(stored(t)));
            }
        }
        return made;
    }

    private boolean isPending() {
        return common != null || each != null;
    }

    private boolean areOfTheirOwnTypes() {
        return IntStream.range(0, values.size())
                .allMatch(t -> values.get(t).type() == given.get(t).type()
                        && (given.get(t).type() == TFloat32.class
                                || given.get(t).type() == TFloat64.class));
    }

    /** Dead where the step is rejected. */
    private <T extends TNumber> Operand<T> passed(Operand<T> value) {
        return accepted == null ? value : tf.switchCond(value, accepted).outputTrue();
    }

    @SuppressWarnings("unchecked") // A factor is cast to the type that it is kept under.
    private <T extends TNumber> Operand<T> product(
            Operand<T> value, int t, Map<Class<?>, Operand<? extends TNumber>> cast) {
        Operand<TFloat64> factor = Objects.requireNonNull(factor(t));
        Operand<T> narrow = each != null
                ? tf.dtypes.cast(factor, value.type())
                : (Operand<T>) cast.computeIfAbsent(value.type(), type -> tf.dtypes.cast(factor, value.type()));
        return tf.math.mul(value, narrow);
    }

    /** In the type that it came in; a finite number beyond its range is its largest. */
    private Operand<? extends TNumber> stored(int t) {
        Operand<? extends TNumber> original = given.get(t);
        Operand<? extends TNumber> value = values.get(t);
        Operand<TFloat64> factor = factor(t);
        if (factor == null && value.type() == original.type()) {
            return value;
        }
        Operand<TFloat64> wide = GraphNorms.wide(tf, value);
        Operand<TFloat64> full = factor == null ? wide : tf.math.mul(wide, factor);
        double largest = Variables.type(original).largest();
        Operand<TFloat64> fits = GraphNorms.clip(tf, full, -largest, largest);
        return tf.dtypes.cast(plan.guarded() ? fits : tf.select(tf.math.isInf(full), full, fits), original.type());
    }

    /** The gradients for the optimizer. */
    List<Operand<? extends TNumber>> controlled() {
        return controlled;
    }

    /** Whether the optimizer runs; null where it always does. */
    @Nullable
    Operand<TBool> accepted() {
        return accepted;
    }

    /** Whether all gradients were finite; null where no one asks. */
    @Nullable
    Operand<TBool> finite() {
        return finite;
    }

    /** Global l2 norm of the gradients as they came. */
    Operand<TFloat64> normBefore() {
        return normBefore;
    }

    /** The same of what the optimizer is given; that before where it is given nothing. */
    Operand<TFloat64> normAfter() {
        return accepted == null ? normAfter : tf.select(accepted, normAfter, normBefore);
    }
}
