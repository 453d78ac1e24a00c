package io.steadygrad.torch;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Step;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is the identity forwards and controls the gradient that flows backwards through it: limits it, amplifies it, or
 * any other chain of methods. What it changes reaches every layer upstream, so amplifying gates compound.
 *
 * <pre>{@code
 * GradientGate gate = GradientGate.of("clip_by_global_norm(1)");
 * ...
 * Tensor h = gate.forward(first.forward(x).relu());     // inside a forward pass of your own
 * }</pre>
 *
 * <p><b>Shapes.</b> Any; the gradient is seen as one tensor, its first dimension (the batch) as units: {@code scope=unit} treats
 * every example by itself. <b>Edges.</b> Only what passes through the returned tensor is controlled, not what reaches the
 * argument on other ways. A rejected gradient passes as it is, for the step's own control to see; where nothing requires a
 * gradient the argument itself is returned. A batch of another size has histories of its own. <b>Errors.</b> What a method
 * throws comes out of {@link Backward#from}; LibTorch's own {@code backward()} keeps only its text. <b>Cost.</b> A copy of the
 * activation's gradient and the chain's passes over it.
 *
 * <p><b>Source.</b> The article's custom module; Basodi et al. 2020 (amplification). Keep the gate referenced while its graph is
 * used: LibTorch calls back into it. Not thread-safe.
 */
public final class GradientGate implements AutoCloseable {
    private final String name;
    private final Chain chain;
    private final Map<List<Long>, GradientControl> controls = new HashMap<>();
    private final Hook hook;
    private @Nullable Step now;
    private @Nullable Report report;
    private long passes;

    /** @param name what reports and patterns over layers call it */
    public GradientGate(String name, Chain chain) {
        this.name = name;
        this.chain = chain;
        this.hook = LibTorch.keep(new Hook());
    }

    /**
     * A gate from an expression such as {@code "amplify(0.1)"}.
     *
     * @throws io.steadygrad.spec.ExpressionException pointing at the column
     */
    public static GradientGate of(String expression) {
        return new GradientGate("gate", MethodExpression.parse(expression).chain());
    }

    /** A tensor with the same numbers, which shares the argument's memory. */
    public Tensor forward(Tensor activation) {
        if (!activation.requires_grad()) {
            return activation;
        }
        Tensor through = activation.alias();
        through.register_hook(hook);
        return through;
    }

    /** Where the run stands, for methods that ask; without it a gate counts its own backward passes. */
    public void at(Step step) {
        now = step;
    }

    /** What happened to the last gradient that passed, or null before the first. */
    public @Nullable Report report() {
        return report;
    }

    private TensorBase control(TensorBase incoming) {
        // The incoming gradient may be shared or have strides of 0 (of a sum): it is never written to.
        Tensor gradient = new Tensor(incoming).detach().clone().contiguous();
        List<Long> shape = Arrays.stream(gradient.shape()).boxed().toList();
        Parameter parameter = new Parameter(name, name, shape, 0, "default");
        GradientControl control =
                controls.computeIfAbsent(shape, s -> GradientControl.of(chain, new Layout(List.of(parameter))));
        passes++;
        GradientSet set = GradientSet.builder()
                .add(parameter, TensorElements.of(gradient))
                .build();
        report = control.apply(set, now == null ? Step.of(passes) : now);
        return gradient;
    }

    /** Frees the native part of the gate; graphs that still hold it must not be walked any more. */
    @Override
    public void close() {
        LibTorch.release(hook);
    }

    /** LibTorch's way back into Java; called on the thread that runs backward. */
    private final class Hook extends TensorTensorHook {
        @Override
        public TensorBase call(TensorBase incoming) {
            try {
                return incoming.defined() ? control(incoming) : incoming;
            } catch (RuntimeException thrown) {
                throw Backward.through(thrown);
            }
        }
    }
}
