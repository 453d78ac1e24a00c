package io.steadygrad.stack;

import static io.steadygrad.stack.StackedPass.PADDING;
import static io.steadygrad.torch.LibTorch.keep;

import io.steadygrad.model.Activation;
import io.steadygrad.torch.LibTorch;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** A fully connected layer with its activation, whose derivative LibTorch knows. */
final class HiddenDense implements StackedLayer {
    private final StackedDense dense;
    private final Activation activation;
    private final @Nullable Bend bend;
    private final long members;
    private final long rows;
    private final long units;
    /** {@code [members * rows + padding, units]} */
    private final Tensor sums;

    private final Matrices sumsOfMembers;
    /** As the sums; null where LibTorch makes a new tensor each time. */
    private final @Nullable Tensor bent;

    private final Tensor arrivingFlat;
    private final Tensor arrivingOfMembers;
    private final Matrices arriving;
    private @Nullable Matrices input;
    private @Nullable Tensor leaf;
    private @Nullable Tensor output;

    HiddenDense(StackedDense dense, Activation activation, long members, long rows, long units) {
        this.dense = dense;
        this.activation = activation;
        this.bend = Bend.of(activation);
        this.members = members;
        this.rows = rows;
        this.units = units;
        long padding = (PADDING + units - 1) / units;
        sums = StackedWeight.zeros(members * rows + padding, units);
        bent = bend == null ? null : StackedWeight.zeros(members * rows + padding, units);
        arrivingFlat = StackedWeight.zeros(members * rows + padding, units);
        try (PointerScope scope = new PointerScope()) {
            sumsOfMembers = matrices(sums);
            arrivingOfMembers = keep(ofMembers(arrivingFlat));
            arriving = matrices(arrivingFlat);
        }
    }

    private Tensor ofMembers(Tensor flat) {
        return flat.narrow(0, 0, members * rows).view(members, rows, units);
    }

    private Matrices matrices(Tensor flat) {
        return new Matrices(new FloatPointer(flat.data_ptr()), rows * units);
    }

    @Override
    public Matrices forward(Matrices from) {
        input = from;
        dense.forward(from, sumsOfMembers);
        if (bend != null && bent != null) {
            bend.forward(bent, sums);
            output = bent;
        } else {
            leaf = sums.detach();
            leaf.set_requires_grad(true);
            output = activation.apply(leaf);
        }
        return matrices(output);
    }

    Activation activation() {
        return activation;
    }

    /** {@code [members, rows, units]}, of the pass that was made last. */
    Tensor handedOn() {
        return ofMembers(Objects.requireNonNull(output).detach());
    }

    /** What came back to {@link #handedOn}, in its shape. */
    Tensor cameBack() {
        return arrivingOfMembers;
    }

    @Override
    public Matrices arriving() {
        return arriving;
    }

    @Override
    public void backward(@Nullable Matrices into) {
        dense.backward(Objects.requireNonNull(input), ofMembers(delta()), into);
    }

    private Tensor delta() {
        if (activation == Activation.LINEAR) {
            return arrivingFlat;
        }
        if (bend != null && bent != null) {
            bend.backward(sums, arrivingFlat, bent); // nobody needs the sums any more
            return sums;
        }
        return torch.grad(
                        new TensorVector(Objects.requireNonNull(output)),
                        new TensorVector(Objects.requireNonNull(leaf)),
                        new TensorVector(arrivingFlat),
                        new BoolOptional(),
                        false,
                        false)
                .get(0);
    }

    @Override
    public void close() {
        dense.close();
        LibTorch.release(arrivingOfMembers);
        LibTorch.release(sums);
        LibTorch.release(arrivingFlat);
        if (bent != null) {
            LibTorch.release(bent);
        }
    }
}
