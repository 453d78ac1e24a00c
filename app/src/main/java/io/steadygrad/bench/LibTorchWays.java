package io.steadygrad.bench;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/**
 * LibTorch's ways to do each piece of work, each as fast as it goes from Java: lists of tensors are made once, temporaries
 * are freed at once. What Java's bindings leave out ({@code _foreach_} and {@code _fused_}) is reached through the dispatcher.
 */
public final class LibTorchWays {
    private static final long BINS = 256;

    private final List<Tensor> gradients;
    private final TensorVector leaves;
    private final SGD sgd;
    private final AdamW adamw;
    private final GenericList gradientList;
    private final GenericList weightList;
    private final GenericList means = list();
    private final GenericList variances = list();
    private final GenericList steps = list();
    private final GenericList none = list();
    private final OperatorHandle foreachNorm = find("aten::_foreach_norm", "Scalar");
    private final OperatorHandle foreachScale = find("aten::_foreach_mul_", "Scalar");
    private final OperatorHandle fusedSgd = find("aten::_fused_sgd_", "");
    private final OperatorHandle fusedAdamw = find("aten::_fused_adamw_", "");
    private final IValueVector stack = new IValueVector();
    private double norm;
    private boolean shrink;

    public LibTorchWays(Arena arena) {
        gradients = arena.gradients();
        leaves = new TensorVector(arena.leaves().toArray(new Tensor[0]));
        SGDOptions plain = new SGDOptions(SteadyWays.RATE);
        sgd = new SGD(leaves, plain);
        AdamWOptions options = new AdamWOptions(SteadyWays.RATE);
        options.weight_decay().put(0.01);
        adamw = new AdamW(leaves, options);
        gradientList = list(gradients);
        weightList = list(arena.leaves().stream().map(Tensor::detach).toList());
        norm = foreachNorm();
    }

    private static OperatorHandle find(String name, String overload) {
        return Dispatcher.singleton().findSchemaOrThrow(name, overload);
    }

    private static GenericList list() {
        return new GenericList(new Type.TypePtr(TensorType.get()));
    }

    private static GenericList list(List<Tensor> tensors) {
        GenericList list = list();
        tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
        return list;
    }

    /** The norm of each gradient and of all, one operator after the other. */
    public double norms() {
        double squares = 0;
        for (Tensor gradient : gradients) {
            try (PointerScope scope = new PointerScope()) {
                double norm = gradient.norm().item_double();
                squares += norm * norm;
            }
        }
        return Math.sqrt(squares);
    }

    /** Norm, largest, mean, zeros of each gradient, one operator after the other; a norm that is not finite tells the rest. */
    public double statistics() {
        double total = 0;
        Scalar infinity = new Scalar(Double.POSITIVE_INFINITY);
        for (Tensor gradient : gradients) {
            try (PointerScope scope = new PointerScope()) {
                total += gradient.norm().item_double()
                        + torch.norm(gradient, infinity).item_double()
                        + gradient.mean().item_double()
                        + torch.count_nonzero(gradient).item_double();
            }
        }
        infinity.close();
        return total;
    }

    /** A histogram of each gradient, 256 bins of equal width. */
    public void histograms() {
        try (PointerScope outer = new PointerScope()) {
            Scalar low = new Scalar(-0.1);
            Scalar high = new Scalar(0.1);
            for (Tensor gradient : gradients) {
                try (PointerScope scope = new PointerScope()) {
                    torch.histc(gradient, BINS, low, high);
                }
            }
        }
    }

    public void clipGradNorm() {
        norm = torch.clip_grad_norm_(leaves, norm * (1 - SteadyWays.BITE));
    }

    private double foreachNorm() {
        try (PointerScope scope = new PointerScope()) {
            stack.push_back(new IValue(gradientList));
            stack.push_back(new IValue(new Scalar(2.0)));
            stack.push_back(new IValue());
            foreachNorm.callBoxed(stack);
            double found = torch.stack(stack.get(0).toTensorVector()).norm().item_double();
            stack.clear();
            return found;
        }
    }

    /** In turn shrinks and grows what was shrunk. */
    private double factor() {
        shrink = !shrink;
        return shrink ? 1 - SteadyWays.BITE : 1 + SteadyWays.BITE;
    }

    public void foreachClip() {
        norm = foreachNorm();
        try (PointerScope scope = new PointerScope()) {
            stack.push_back(new IValue(gradientList));
            stack.push_back(new IValue(new Scalar(factor())));
            foreachScale.callBoxed(stack);
            stack.clear();
        }
    }

    public void sgd() {
        try (PointerScope scope = new PointerScope()) {
            sgd.step();
        }
    }

    public void fusedSgd() {
        try (PointerScope scope = new PointerScope()) {
            for (GenericList list : List.of(weightList, gradientList, none)) {
                stack.push_back(new IValue(list));
            }
            for (double number : new double[] {0, 0, SteadyWays.RATE, 0}) {
                stack.push_back(new IValue(number));
            }
            for (int flag = 0; flag < 3; flag++) {
                stack.push_back(new IValue(false));
            }
            stack.push_back(new IValue());
            stack.push_back(new IValue());
            fusedSgd.callBoxed(stack);
            stack.clear();
        }
    }

    public void adamw() {
        try (PointerScope scope = new PointerScope()) {
            adamw.step();
        }
    }

    public void fusedAdamw() {
        fusedAdamw(null);
    }

    /** The norm, and its factor inside the fused step, which divides the gradients by its inverse. */
    public void fusedClipAndAdamw() {
        norm = foreachNorm();
        try (PointerScope scope = new PointerScope()) {
            fusedAdamw(torch.scalar_tensor(new Scalar(1 / factor())));
        }
    }

    private void fusedAdamw(@org.jspecify.annotations.Nullable Tensor gradientScale) {
        moments();
        try (PointerScope scope = new PointerScope()) {
            for (GenericList list : List.of(weightList, gradientList, means, variances, none, steps)) {
                stack.push_back(new IValue(list));
            }
            for (double number : new double[] {SteadyWays.RATE, 0.9, 0.999, 0.01, 1e-8}) {
                stack.push_back(new IValue(number));
            }
            stack.push_back(new IValue(false));
            stack.push_back(new IValue(false));
            stack.push_back(gradientScale == null ? new IValue() : new IValue(gradientScale));
            stack.push_back(new IValue());
            fusedAdamw.callBoxed(stack);
            stack.clear();
        }
    }

    /** Made when they are needed first, as optimizers do. */
    private void moments() {
        if (means.size() == gradients.size()) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            for (Tensor gradient : gradients) {
                means.push_back(new IValue(torch.zeros_like(gradient)));
                variances.push_back(new IValue(torch.zeros_like(gradient)));
                steps.push_back(new IValue(torch.scalar_tensor(new Scalar(100.0))));
            }
        }
    }
}
