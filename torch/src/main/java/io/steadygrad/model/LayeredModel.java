package io.steadygrad.model;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A model made of our own layers. */
final class LayeredModel implements Model {
    private final ModelMemory memory;
    private final Layer root;
    private final @Nullable Activation head;
    private final List<Weight> weights;
    private final List<Recurrence> recurrences;
    private Tap tap = Tap.NONE;

    /** Layers that end in whatever the last one puts out. */
    LayeredModel(ModelMemory memory, Layer root) {
        this(memory, root, null);
    }

    /**
     * Layers that end in {@link HiddenLayer#output}.
     *
     * @param head the output's activation; null where the last layer is no such output
     */
    LayeredModel(ModelMemory memory, Layer root, @Nullable Activation head) {
        this(memory, root, head, List.of());
    }

    LayeredModel(ModelMemory memory, Layer root, @Nullable Activation head, List<Recurrence> recurrences) {
        this.memory = memory;
        this.root = root;
        this.head = head;
        this.weights = memory.weights();
        this.recurrences = List.copyOf(recurrences);
    }

    @Override
    public Tensor forward(Tensor input, boolean training) {
        Tensor last = root.forward(input, training, tap);
        return head == null ? last : tap.through(HiddenLayer.OUTPUT, head, head.apply(last));
    }

    @Override
    public Tensor logits(Tensor input, boolean training) {
        Tensor last = root.forward(input, training, tap);
        return head == null ? last : tap.through(HiddenLayer.OUTPUT, Activation.LINEAR, last);
    }

    @Override
    public List<Weight> weights() {
        return weights;
    }

    @Override
    public Activation outputActivation() {
        return head == null ? Activation.LINEAR : head;
    }

    @Override
    public Map<String, Tensor> buffers() {
        return memory.buffers();
    }

    @Override
    public List<Recurrence> recurrences() {
        return recurrences;
    }

    @Override
    public void tap(@Nullable Tap newTap) {
        tap = newTap == null ? Tap.NONE : newTap;
    }

    @Override
    public void close() {
        memory.close();
    }
}
