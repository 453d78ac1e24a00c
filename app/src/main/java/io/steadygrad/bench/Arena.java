package io.steadygrad.bench;

import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.torch.TensorElements;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The tensors that a race is about: weights that both sides share, and gradients with the same start for each side, so that
 * neither finds its gradients changed by the other. Everything native that is made while it is open on this thread, outside
 * of inner scopes, is freed with it.
 */
public final class Arena implements AutoCloseable {
    private static final double GRADIENT = 0.01;

    private final PointerScope scope = new PointerScope();
    private final Size size;
    private final GradientSet set;
    private final List<Tensor> leaves = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();

    public Arena(Size size) {
        this.size = size;
        torch.manual_seed(1);
        GradientSet.Builder builder = GradientSet.builder();
        for (Parameter parameter : size.layout().parameters()) {
            long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
            try (PointerScope inner = new PointerScope()) {
                Tensor weight = LibTorch.keep(torch.empty(shape));
                Tensor ours = LibTorch.keep(torch.empty(shape));
                ours.normal_(0, GRADIENT, new org.bytedeco.pytorch.GeneratorOptional());
                weight.copy_(ours);
                Tensor theirs = LibTorch.keep(ours.clone());
                scope.attach(weight).attach(ours).attach(theirs);
                builder.add(parameter, TensorElements.of(ours), TensorElements.of(weight));
                weight.requires_grad_(true);
                weight.mutable_grad().put(theirs);
                leaves.add(weight);
                gradients.add(theirs);
            }
        }
        set = builder.build();
    }

    public Size size() {
        return size;
    }

    /** Weights, and the gradients of our side. */
    public GradientSet set() {
        return set;
    }

    /** The weights as LibTorch's optimizers take them, each with its gradient of LibTorch's side. */
    List<Tensor> leaves() {
        return leaves;
    }

    /** Of LibTorch's side. */
    List<Tensor> gradients() {
        return gradients;
    }

    @Override
    public void close() {
        scope.close();
    }
}
