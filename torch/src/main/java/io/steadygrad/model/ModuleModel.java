package io.steadygrad.model;

import io.steadygrad.gradient.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;

/**
 * Any LibTorch or TorchScript module as a {@link Model}: weights are its named parameters that want a gradient (a tensor with two names
 * counts once, under the first), buffers its named buffers. The module's own initialisation and dropout draw from LibTorch's
 * generator, one per process: such trials repeat only alone in theirs.
 */
public final class ModuleModel implements Model {
    private final UnaryOperator<Tensor> forward;
    private final Consumer<Boolean> mode;
    private final Activation outputActivation;
    private final List<Weight> weights = new ArrayList<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final List<Pointer> kept = new ArrayList<>();
    private final Set<Long> known = new HashSet<>();
    private boolean training;

    private ModuleModel(
            Pointer module, UnaryOperator<Tensor> forward, Consumer<Boolean> mode, Activation outputActivation) {
        keep(module);
        this.forward = forward;
        this.mode = mode;
        this.outputActivation = outputActivation;
    }

    /**
     * A LibTorch module; it and all its sub-modules registered by name.
     *
     * @param module closed with the model
     * @param forward the module's forward pass, which {@link Module} itself does not have
     * @param outputActivation what that pass applies last
     * @throws IllegalArgumentException when it has no trainable parameter
     */
    public static ModuleModel of(Module module, UnaryOperator<Tensor> forward, Activation outputActivation) {
        ModuleModel model = new ModuleModel(module, forward, module::train, outputActivation);
        try (PointerScope temporaries = new PointerScope()) {
            StringTensorDict parameters = module.named_parameters();
            for (long i = 0; i < parameters.size(); i++) {
                model.addWeight(
                        parameters.get(i).key().getString(), parameters.get(i).value());
            }
            StringTensorDict states = module.named_buffers();
            for (long i = 0; i < states.size(); i++) {
                model.addBuffer(states.get(i).key().getString(), states.get(i).value());
            }
        }
        return model.ready(module.is_training());
    }

    /**
     * A TorchScript module of one tensor in and one tensor out.
     *
     * @param module closed with the model
     * @param outputActivation what it applies last
     * @throws IllegalArgumentException when it has no trainable parameter
     */
    public static ModuleModel of(JitModule module, Activation outputActivation) {
        UnaryOperator<Tensor> forward =
                input -> module.forward(new IValueVector(new IValue(input))).toTensor();
        ModuleModel model = new ModuleModel(module, forward, module::train, outputActivation);
        try (PointerScope temporaries = new PointerScope()) {
            // Counted, because comparing with end() fails inside LibTorch.
            var parameters = module.named_parameters();
            var parameter = parameters.begin();
            for (long i = 0; i < parameters.size(); i++, parameter.increment()) {
                model.addWeight(
                        parameter.multiply().name().getString(),
                        parameter.multiply().value());
            }
            var states = module.named_buffers();
            var state = states.begin();
            for (long i = 0; i < states.size(); i++, state.increment()) {
                model.addBuffer(
                        state.multiply().name().getString(), state.multiply().value());
            }
        }
        return model.ready(module.is_training());
    }

    private void addWeight(String name, Tensor tensor) {
        if (!tensor.requires_grad() || !known.add(tensor.unsafeGetTensorImpl().address())) {
            return;
        }
        if (!tensor.is_contiguous()) {
            throw new IllegalArgumentException("The parameter '" + name + "' must be contiguous in memory; make it so");
        }
        weights.add(new Weight(Parameter.of(name, tensor.shape()), keep(new Tensor(tensor))));
    }

    private void addBuffer(String name, Tensor tensor) {
        buffers.put(name, keep(new Tensor(tensor)));
    }

    private ModuleModel ready(boolean isTraining) {
        training = isTraining;
        if (weights.isEmpty()) {
            throw new IllegalArgumentException(
                    "A module without trainable parameters cannot be trained; are its sub-modules registered?");
        }
        return this;
    }

    private <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        kept.add(pointer);
        return pointer;
    }

    @Override
    public Tensor forward(Tensor input, boolean nowTraining) {
        if (training != nowTraining) {
            mode.accept(nowTraining);
            training = nowTraining;
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
        return Collections.unmodifiableMap(buffers);
    }

    @Override
    public void close() {
        kept.forEach(Pointer::releaseReference);
        kept.clear();
    }
}
