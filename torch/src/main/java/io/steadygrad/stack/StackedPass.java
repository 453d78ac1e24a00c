package io.steadygrad.stack;

import static io.steadygrad.torch.LibTorch.keep;

import io.steadygrad.observation.LayerOutput;
import io.steadygrad.torch.LibTorch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Forwards and backwards with a fixed number of members and of rows. Its memory is made once; temporary tensors belong to the caller's
 * {@code PointerScope}, which must last from {@link #forward} to the end of {@link #backward}.
 *
 * <p>Numbers of all members that lie behind each other are followed by {@link #PADDING} more that nobody reads: LibTorch works in vectors,
 * and what is left over at the end goes through another code with other last bits. So the end never falls on a member.
 */
public final class StackedPass implements AutoCloseable {
    /** At least as many numbers as any of LibTorch's loops takes at once. */
    public static final long PADDING = 64;

    private final List<String> names;
    private final List<StackedLayer> layers;
    private final StackedDense output;
    private final long members;
    private final long rows;
    private final long units;
    private final Tensor inputs;
    private final FloatBuffer inputMemory;
    private final Tensor asLayersWant;
    private final boolean overTime;
    private final Tensor sums;
    private final Matrices sumsOfMembers;
    private final List<Tensor> ofMember = new ArrayList<>();
    private @Nullable Matrices last;

    StackedPass(
            List<Integer> inputShape,
            List<String> names,
            List<StackedLayer> layers,
            StackedDense output,
            long members,
            long rows,
            long units) {
        this.names = List.copyOf(names);
        this.layers = List.copyOf(layers);
        this.output = output;
        this.members = members;
        this.rows = rows;
        this.units = units;
        overTime = !layers.isEmpty() && layers.get(0) instanceof HiddenRecurrent;
        long[] shape = new long[inputShape.size() + 2];
        shape[0] = members;
        shape[1] = rows;
        for (int d = 0; d < inputShape.size(); d++) {
            shape[d + 2] = inputShape.get(d);
        }
        inputs = StackedWeight.zeros(shape);
        // As many rows: a loss may make one number of a row.
        sums = StackedWeight.zeros(members * rows + PADDING, units);
        try (PointerScope scope = new PointerScope()) {
            inputMemory =
                    new FloatPointer(inputs.data_ptr()).capacity(inputs.numel()).asBuffer();
            asLayersWant = keep(overTime ? inputs.transpose(1, 2) : inputs.flatten(2, -1));
            sumsOfMembers = matrices(sums);
            for (int m = 0; m < members; m++) {
                ofMember.add(keep(inputs.select(0, m)));
            }
        }
    }

    private Matrices matrices(Tensor flat) {
        return new Matrices(new FloatPointer(flat.data_ptr()), rows * units);
    }

    /** {@code [members, rows, ...input shape]}, to be filled before {@link #forward}. */
    public FloatBuffer inputs() {
        return inputMemory;
    }

    /** One member's part of them, {@code [rows, ...input shape]}. */
    public Tensor inputs(int member) {
        return ofMember.get(member);
    }

    public long rows() {
        return rows;
    }

    public long members() {
        return members;
    }

    /** What the output layer's weights make of the last hidden layer, {@code [members * rows + padding, units]}: no activation yet. */
    public Tensor forward() {
        Matrices x = Matrices.of(overTime ? asLayersWant.contiguous() : asLayersWant);
        for (StackedLayer layer : layers) {
            x = layer.forward(x);
        }
        last = x;
        output.forward(last, sumsOfMembers);
        return sums.detach();
    }

    /**
     * Writes the gradients of all weights.
     *
     * @param delta the gradient with respect to what {@link #forward} returned, in its shape, contiguous
     */
    public void backward(Tensor delta) {
        int top = layers.size() - 1;
        Tensor arrived = delta.narrow(0, 0, members * rows).view(members, rows, units);
        output.backward(
                Objects.requireNonNull(last),
                arrived,
                top < 0 ? null : layers.get(top).arriving());
        for (int i = top; i >= 0; i--) {
            layers.get(i).backward(i == 0 ? null : layers.get(i - 1).arriving());
        }
    }

    /** What the hidden layers of one member handed on, and what came back to them; of a recurrent network nothing. */
    public List<LayerOutput> hidden(int member) {
        List<LayerOutput> seen = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof HiddenDense dense) {
                seen.add(new LayerOutput(
                        names.get(i),
                        dense.activation(),
                        dense.handedOn().select(0, member),
                        dense.cameBack().select(0, member)));
            }
        }
        return seen;
    }

    @Override
    public void close() {
        layers.forEach(StackedLayer::close);
        output.close();
        ofMember.forEach(LibTorch::release);
        List.of(asLayersWant, inputs, sums).forEach(LibTorch::release);
    }
}
