package io.steadygrad.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.PairList;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.testkit.AdapterContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A block whose gradients are whatever its loss multiplies its parameters with. */
class DjlContractTest extends AdapterContract {
    @Override
    protected List<io.steadygrad.gradient.Parameter> parameters() {
        return super.parameters().stream()
                .map(p -> new io.steadygrad.gradient.Parameter(
                        p.name().replace('.', '_'), p.layer(), p.shape(), p.unitAxis(), p.group()))
                .toList();
    }

    @Override
    protected Program start(String expression, Map<io.steadygrad.gradient.Parameter, float[]> weights) {
        return new Training(expression, weights);
    }

    private static final class Training implements Program {
        private final Model model = Model.newInstance("sums", "PyTorch");
        private final Seen seen = new Seen();
        private final Map<String, Parameter> parameters = new LinkedHashMap<>();
        private final Trainer trainer;

        Training(String expression, Map<io.steadygrad.gradient.Parameter, float[]> weights) {
            model.setBlock(new Bare(weights.keySet(), parameters));
            trainer = new SteadyTrainer(model, Network.config(seen), expression);
            trainer.initialize(new Shape(1));
            weights.forEach((parameter, values) ->
                    parameters.get(parameter.name()).getArray().set(values));
        }

        @Override
        public void backward(Map<String, float[]> gradients) {
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray sum = null;
                for (Map.Entry<String, float[]> each : gradients.entrySet()) {
                    NDArray weight = parameters.get(each.getKey()).getArray();
                    NDArray term = weight.mul(trainer.getManager().create(each.getValue(), weight.getShape()))
                            .sum();
                    sum = sum == null ? term : sum.add(term);
                }
                // Parameters are known to the store once they were used.
                trainer.forward(new NDList(trainer.getManager().ones(new Shape(1))));
                collector.backward(sum);
            }
        }

        @Override
        public Optional<Map<String, float[]>> step() {
            seen.given.clear();
            try {
                trainer.step();
            } catch (RunFailedException e) {
                return Optional.empty();
            }
            if (seen.given.isEmpty()) {
                return Optional.empty();
            }
            Map<String, float[]> given = new LinkedHashMap<>();
            parameters.forEach((name, parameter) -> given.put(name, seen.given.get(parameter.getId())));
            return Optional.of(given);
        }

        @Override
        public void close() {
            trainer.close();
            model.close();
        }
    }

    /** DJL's descent of rate zero, which zeroes the gradients, and keeps what it is given. */
    private static final class Seen extends Optimizer {
        private final Optimizer descent =
                Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0f)).build();
        private final Map<String, float[]> given = new LinkedHashMap<>();

        Seen() {
            super(new Nothing());
        }

        @Override
        public void update(String id, NDArray weight, NDArray gradient) {
            given.put(id, gradient.toFloatArray());
            descent.update(id, weight, gradient);
        }

        private static final class Nothing extends OptimizerBuilder<Nothing> {
            @Override
            protected Nothing self() {
                return this;
            }
        }
    }

    private static final class Bare extends AbstractBlock {
        private final Map<String, Parameter> parameters;

        Bare(Iterable<io.steadygrad.gradient.Parameter> wanted, Map<String, Parameter> parameters) {
            this.parameters = parameters;
            for (io.steadygrad.gradient.Parameter each : wanted) {
                long[] shape = each.shape().stream().mapToLong(Long::longValue).toArray();
                parameters.put(
                        each.name(),
                        addParameter(Parameter.builder()
                                .setName(each.name())
                                .setType(Parameter.Type.OTHER)
                                .optShape(new Shape(shape))
                                .optInitializer(ai.djl.training.initializer.Initializer.ZEROS)
                                .build()));
            }
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
            this.parameters
                    .values()
                    .forEach(p -> store.getValue(p, inputs.head().getDevice(), training));
            return inputs;
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }

        @Override
        protected void initializeChildBlocks(ai.djl.ndarray.NDManager manager, DataType type, Shape... inputs) {}
    }
}
