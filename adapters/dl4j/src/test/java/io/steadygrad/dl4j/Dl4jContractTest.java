package io.steadygrad.dl4j;

import io.steadygrad.control.RunFailedException;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.testkit.AdapterContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Hands the updater gradients as {@code fit} does; descent of rate 1 leaves there what it was given. */
class Dl4jContractTest extends AdapterContract {
    @Override
    protected List<Parameter> parameters() {
        return List.of(
                new Parameter("0_W", "0", List.of(4L, 3L), 0, "default"),
                new Parameter("0_b", "0", List.of(4L), 0, "default"),
                new Parameter("1_W", "1", List.of(3L, 4L), 0, "default"),
                new Parameter("1_b", "1", List.of(3L), 0, "default"));
    }

    @Override
    protected Program start(String expression, Map<Parameter, float[]> weights) {
        return new Training(expression, weights);
    }

    private final class Training implements Program {
        private final MultiLayerNetwork network = Networks.dense(new Sgd(1), 3, 4, 3);
        private final INDArray sum;

        Training(String expression, Map<Parameter, float[]> weights) {
            network.setUpdater(new SteadyUpdater(network, expression));
            int at = 0;
            for (float[] values : weights.values()) {
                for (float value : values) {
                    network.params().putScalar(at++, value);
                }
            }
            sum = Nd4j.zeros(1, at);
        }

        @Override
        public void backward(Map<String, float[]> gradients) {
            int at = 0;
            for (Parameter parameter : parameters()) {
                for (float value : gradients.get(parameter.name())) {
                    sum.putScalar(at, sum.getFloat(at) + value);
                    at++;
                }
            }
        }

        @Override
        public Optional<Map<String, float[]>> step() {
            Gradient gradient = Networks.gradient(network);
            network.getFlattenedGradients().assign(sum);
            sum.assign(0);
            SteadyUpdater updater = (SteadyUpdater) network.getUpdater();
            try {
                updater.update(gradient, network.getIterationCount(), 0, 1, LayerWorkspaceMgr.noWorkspaces());
            } catch (RunFailedException e) {
                return Optional.empty();
            }
            if (!updater.report().steps()) {
                return Optional.empty();
            }
            Map<String, float[]> given = new LinkedHashMap<>();
            float[] all = network.getFlattenedGradients().dup().data().asFloat();
            int at = 0;
            for (Parameter parameter : parameters()) {
                float[] values = new float[(int) parameter.size()];
                System.arraycopy(all, at, values, 0, values.length);
                at += values.length;
                given.put(parameter.name(), values);
            }
            return Optional.of(given);
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
