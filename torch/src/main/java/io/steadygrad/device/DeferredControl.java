package io.steadygrad.device;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Scope;
import io.steadygrad.method.Action;
import io.steadygrad.method.AddSign;
import io.steadygrad.method.AllowNonFinite;
import io.steadygrad.method.Band;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Method;
import io.steadygrad.method.Scale;
import io.steadygrad.method.SkipLarge;
import io.steadygrad.method.SkipNonFinite;
import io.steadygrad.plan.Plan;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Control that is decided on the device, so that the host never waits for it: for chains that remember nothing from step to step.
 *
 * <pre>{@code
 * DeferredControl control = DeferredControl.of("clip_by_global_norm(1)", gradients);
 * ...
 * control.step(descent, 0.001); // returns at once
 * if (step % 100 == 0) System.out.println(control.seen()); // waits
 * }</pre>
 *
 * <p><b>Chains.</b> {@code band} at every scope, {@code scale}, {@code skip_large} and what expands to them ({@code clip_by_norm}, {@code
 * clip_by_value}, {@code normalize}, {@code sign}, {@code amplify}, {@code article} and more), norms first, entries and units last; every
 * other chain needs {@link io.steadygrad.control.GradientControl}. The guard works on the device too: a step with something that is not
 * finite changes nothing, neither gradients nor weights nor moments.
 * <p><b>Edges.</b> As on the host, but for: the k-th rejection in a row ends the run up to k steps later, when the device is asked
 * once in k steps; the norm of float64 gradients beyond 1e154 overflows and makes the factor 0; a factor below 1e-38 is 0 to float32.
 * <p><b>Cost.</b> One read, one write; for a factor of all gradients and a fused optimizer the write is the optimizer's. Not thread-safe.
 */
public final class DeferredControl implements AutoCloseable {
    /**
     * What happened so far.
     *
     * @param steps all of them
     * @param rejected how many of them changed nothing
     * @param accepted whether the last one was
     * @param normBefore global l2 norm of the last step's gradients as they came
     * @param normAfter the same after control
     * @param factor what every entry was multiplied by; NaN where that is not one number
     */
    public record Seen(
            long steps, long rejected, boolean accepted, double normBefore, double normAfter, double factor) {}

    private final DeviceGradients gradients;
    private final List<Method> methods;
    private final boolean guarded;
    private final List<Tensor> tensors;
    private final TensorList list;
    private final Map<Scope, Groups> groups = new EnumMap<>(Scope.class);
    private final Counts counts;
    private final int patience;
    private long steps;

    /**
     * @throws IllegalArgumentException naming the method that only the host can decide
     */
    public DeferredControl(Chain chain, DeviceGradients gradients) {
        Plan plan = Plan.compile(chain, gradients.layout());
        this.gradients = gradients;
        this.methods = plan.methods();
        this.guarded = plan.guarded();
        this.patience = patience(methods);
        check(methods);
        if (gradients.filled().length == 0) {
            throw new IllegalArgumentException("There is no gradient to control: every tensor is empty");
        }
        tensors = IntStream.of(gradients.filled())
                .mapToObj(t -> gradients.tensors().get(t).gradient())
                .toList();
        list = TensorList.kept(tensors);
        try (PointerScope scope = new PointerScope()) {
            Device device = tensors.get(0).device();
            counts = new Counts(device);
            for (Method method : methods) {
                if (method instanceof Band band && !shapes(band)) {
                    groups.computeIfAbsent(
                            band.scope(), each -> Groups.of(gradients.layout(), gradients.filled(), each, device));
                }
            }
        }
    }

    /** From an expression such as {@code "clip_by_global_norm(1)"}. */
    public static DeferredControl of(String expression, DeviceGradients gradients) {
        return new DeferredControl(MethodExpression.parse(expression).chain(), gradients);
    }

    private static int patience(List<Method> methods) {
        return methods.stream()
                .filter(SkipNonFinite.class::isInstance)
                .mapToInt(guard -> ((SkipNonFinite) guard).maxConsecutive())
                .findFirst()
                .orElse(0);
    }

    private static void check(List<Method> methods) {
        boolean shaped = false;
        for (Method method : methods) {
            boolean known = method instanceof Band
                    || method instanceof Scale
                    || method instanceof AddSign
                    || method instanceof SkipLarge
                    || method instanceof SkipNonFinite
                    || method instanceof AllowNonFinite;
            if (!known || (shaped && !shapes(method))) {
                throw new IllegalArgumentException(
                        "On the device alone only band, scale, skip_large and what expands to them can be"
                                + " decided, those of entries and units last; not " + method
                                + (known ? " behind them" : "")
                                + ". GradientControl.apply takes the same gradients and every chain");
            }
            shaped |= shapes(method);
        }
    }

    private static boolean shapes(Method method) {
        return method instanceof AddSign
                || (method instanceof Band band && (band.scope() == Scope.ELEMENT || band.scope() == Scope.UNIT));
    }

    /**
     * Changes gradients in place as the chain decides, some time after it returns.
     *
     * @throws IllegalStateException when the device, asked once in so many steps, says that too many in a row were rejected
     */
    public void apply() {
        begin();
        try (PointerScope scope = new PointerScope()) {
            Verdict verdict = decide();
            write(verdict);
            count(verdict, normAfter(verdict));
        }
    }

    /**
     * Controls gradients and updates weights, some time after it returns; a factor of all gradients rides into a fused optimizer's
     * pass.
     *
     * @throws IllegalStateException as {@link #apply}
     */
    public void step(DeviceDescent descent, double lr) {
        descent.requireDeferrable();
        begin();
        try (PointerScope scope = new PointerScope()) {
            Verdict verdict = decide();
            Tensor factor = verdict.uniform;
            boolean rides = factor != null && descent.isFused() && !amplifies() && !shapes();
            if (!rides) {
                write(verdict);
            }
            count(verdict, normAfter(verdict));
            descent.stepUnless(verdict.rejected, rides ? factor : null, lr);
        }
    }

    /** @param uniform the factor that all tensors have in common, or null */
    private record Verdict(
            Tensor rejected,
            Tensor notFinite,
            Tensor normBefore,
            Norms norms,
            Tensor factors,
            @Nullable Tensor uniform) {}

    private Verdict decide() {
        Norms norms = new Norms(tensors, list);
        Tensor normBefore = norms.global();
        Tensor notFinite = torch.zeros_like(normBefore).gt(new Scalar(0.5));
        Tensor rejected = notFinite;
        boolean uniform = true;
        for (Method method : methods) {
            if (method instanceof SkipNonFinite) {
                notFinite = norms.finite().bitwise_not();
                rejected = rejected.bitwise_or(notFinite);
            } else if (method instanceof SkipLarge skip) {
                rejected = rejected.bitwise_or(norms.global().gt(new Scalar(skip.maxNorm())));
            } else if (method instanceof Scale scale) {
                norms.scale(scale.factor());
            } else if (method instanceof Band band && !shapes(band)) {
                norms.bring(band, Objects.requireNonNull(groups.get(band.scope())));
                uniform &= band.scope() == Scope.GLOBAL;
            }
        }
        Tensor factors = norms.factors().masked_fill(rejected, new Scalar(1.0));
        return new Verdict(rejected, notFinite, normBefore, norms, factors, uniform ? factors.select(0, 0) : null);
    }

    private boolean shapes() {
        return methods.stream().anyMatch(DeferredControl::shapes);
    }

    /** Whether a factor can be above 1, and so its product beyond the type. */
    private boolean amplifies() {
        return methods.stream()
                .anyMatch(method -> (method instanceof Band band && !shapes(band) && band.low() > 0)
                        || (method instanceof Scale scale && scale.factor() > 1));
    }

    private void write(Verdict verdict) {
        boolean scales = methods.stream()
                .anyMatch(method -> method instanceof Scale || (method instanceof Band band && !shapes(band)));
        if (!scales && !shapes()) {
            return;
        }
        int[] filled = gradients.filled();
        torch.ScalarType first = type(filled[0]);
        boolean wide = IntStream.of(filled).allMatch(t -> type(t) == first)
                && (first == torch.ScalarType.Float || first == torch.ScalarType.Double);
        if (verdict.uniform != null && wide && !amplifies() && !shapes()) {
            list.multiply(verdict.uniform.toType(first));
            return;
        }
        for (int i = 0; i < filled.length; i++) {
            try (PointerScope scope = new PointerScope()) {
                DeviceTensor of = gradients.tensors().get(filled[i]);
                Tensor factor = verdict.factors.select(0, i);
                if (wide && !amplifies() && !shapes()) {
                    of.gradient().mul_(factor);
                } else {
                    Tensor changed = shaped(
                            of, of.gradient().toType(torch.ScalarType.Double).mul(factor));
                    double largest = DeviceTensor.type(of.gradient()).largest();
                    Tensor stored = guarded ? Changes.clamp(changed, largest) : Changes.saturated(changed, largest);
                    of.gradient().copy_(torch.where(verdict.rejected, of.gradient(), stored.toType(type(filled[i]))));
                }
            }
        }
    }

    private torch.ScalarType type(int t) {
        return gradients.tensors().get(t).gradient().scalar_type().intern();
    }

    private Tensor shaped(DeviceTensor of, Tensor scaled) {
        Tensor values = scaled;
        for (Method method : methods) {
            if (method instanceof AddSign add) {
                values = values.add(values.sign().mul(new Scalar(add.amount())));
            } else if (method instanceof Band band && band.scope() == Scope.UNIT) {
                values = values.mul(Norms.units(band, of, values));
            } else if (method instanceof Band band && band.scope() == Scope.ELEMENT) {
                values = Changes.band(new Action.Band(band.low(), band.high(), band.maxFactor(), band.floor()), values);
            }
        }
        return values;
    }

    private Tensor normAfter(Verdict verdict) {
        Tensor after =
                shapes() ? torch.stack(list.norms(2)).pow(new Scalar(2.0)).sum().sqrt() : verdict.norms.global();
        return after.masked_fill(verdict.rejected, verdict.normBefore);
    }

    private void count(Verdict verdict, Tensor normAfter) {
        Tensor factor = shapes() ? null : verdict.uniform;
        counts.add(verdict.rejected, verdict.notFinite, verdict.normBefore, normAfter, factor);
    }

    private void begin() {
        if (patience > 0 && steps > 0 && steps % patience == 0 && counts.mostInARow() >= patience) {
            throw new IllegalStateException(
                    patience + " steps in a row had gradients that are not finite, seen after step " + steps
                            + ". They were left as they came, and so were the weights; look at the gradients, lower the"
                            + " learning rate, or clip");
        }
        steps++;
    }

    /** What happened so far; waits for the device. */
    public Seen seen() {
        return counts.seen(steps);
    }

    /** Frees what the control keeps on the device. */
    @Override
    public void close() {
        list.close();
        groups.values().forEach(Groups::release);
        counts.release();
    }
}
