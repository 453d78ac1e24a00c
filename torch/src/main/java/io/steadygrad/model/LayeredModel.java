package io.steadygrad.model;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A model made of our own layers. */
final class LayeredModel implements Model {
    private final ModelMemory memory;
    private final Layer root;
    private final Activation outputActivation;
    private final List<Weight> weights;
    private Tap tap = Tap.NONE;

    LayeredModel(ModelMemory memory, Layer root, Activation outputActivation) {
        this.memory = memory;
        this.root = root;
        this.outputActivation = outputActivation;
        this.weights = memory.weights();
    }

    @Override
    public Tensor forward(Tensor input, boolean training) {
        return root.forward(input, training, tap);
    }

    @Override
    public List<Weight> weights() {
        return weights;
    }

    @Override
    public Activation outputActivation() {
        return outputActivation;
    }

    @Override
    public Map<String, Tensor> buffers() {
        return memory.buffers();
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
