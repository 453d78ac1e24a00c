package io.steadygrad.model;

import io.steadygrad.gradient.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;

/**
 * Any LibTorch module as a {@link Model}: weights are its {@code named_parameters} that want a gradient, buffers its {@code named_buffers}. The module's
 * own initialisation and dropout draw from LibTorch's generator, one per process: such trials repeat only alone in theirs.
 */
public final class ModuleModel implements Model {
    private final Module module;
    private final UnaryOperator<Tensor> forward;
    private final Activation outputActivation;
    private final List<Weight> weights = new ArrayList<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final List<Pointer> kept = new ArrayList<>();

    /**
     * @param module it and all its sub-modules registered by name; closed with the model
     * @param forward the module's forward pass, which {@link Module} itself does not have
     * @param outputActivation what that pass applies last
     */
    public ModuleModel(Module module, UnaryOperator<Tensor> forward, Activation outputActivation) {
        this.module = keep(module);
        this.forward = forward;
        this.outputActivation = outputActivation;
        try (PointerScope temporaries = new PointerScope()) {
            StringTensorDict named = module.named_parameters();
            for (long i = 0; i < named.size(); i++) {
                Tensor tensor = keep(new Tensor(named.get(i).value()));
                if (tensor.requires_grad()) {
                    weights.add(new Weight(parameter(named.get(i).key().getString(), tensor), tensor));
                }
            }
            StringTensorDict states = module.named_buffers();
            for (long i = 0; i < states.size(); i++) {
                buffers.put(
                        states.get(i).key().getString(),
                        keep(new Tensor(states.get(i).value())));
            }
        }
        if (weights.isEmpty()) {
            throw new IllegalArgumentException(
                    "A module without trainable parameters cannot be trained; are its sub-modules registered?");
        }
    }

    private static Parameter parameter(String name, Tensor tensor) {
        if (!tensor.is_contiguous()) {
            throw new IllegalArgumentException("The parameter '" + name + "' must be contiguous in memory; make it so");
        }
        return Parameter.of(name, tensor.shape());
    }

    private <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        kept.add(pointer);
        return pointer;
    }

    @Override
    public Tensor forward(Tensor input, boolean training) {
        if (module.is_training() != training) {
            module.train(training);
        }
        return forward.apply(input);
    }

    @Override
    public List<Weight> weights() {
        return List.copyOf(weights);
    }

    @Override
    public Activation outputActivation() {
        return outputActivation;
    }

    @Override
    public Map<String, Tensor> buffers() {
        return Map.copyOf(buffers);
    }

    @Override
    public void close() {
        kept.forEach(Pointer::releaseReference);
        kept.clear();
    }
}
