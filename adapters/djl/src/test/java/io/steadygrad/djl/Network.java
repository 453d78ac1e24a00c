package io.steadygrad.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A small network with the same first weights every time, and batches to train it with. */
final class Network {
    static final int ROWS = 8;
    static final int INPUTS = 5;
    static final int CLASSES = 3;

    private Network() {}

    static Model model() {
        Model model = Model.newInstance("network", "PyTorch");
        model.setBlock(new SequentialBlock()
                .add(Linear.builder().setUnits(7).build())
                .add(Activation::relu)
                .add(Linear.builder().setUnits(CLASSES).build()));
        return model;
    }

    static DefaultTrainingConfig config(Optimizer optimizer) {
        return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer);
    }

    static Optimizer adam() {
        return Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build();
    }

    static Shape inputs() {
        return new Shape(ROWS, INPUTS);
    }

    /** After the trainer has initialized the parameters. */
    static void setWeights(Model model) {
        Random random = new Random(7);
        for (Pair<String, Parameter> each : model.getBlock().getParameters()) {
            NDArray array = each.getValue().getArray();
            float[] values = new float[Math.toIntExact(array.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() / 2;
            }
            array.set(values);
        }
    }

    static NDArray rows(NDManager manager, int batch) {
        Random random = new Random(batch);
        float[] values = new float[ROWS * INPUTS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, inputs());
    }

    static NDArray labels(NDManager manager, int batch) {
        Random random = new Random(1000 + batch);
        float[] values = new float[ROWS];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(CLASSES);
        }
        return manager.create(values, new Shape(ROWS));
    }

    static List<float[]> weights(Model model) {
        List<float[]> weights = new ArrayList<>();
        for (Pair<String, Parameter> each : model.getBlock().getParameters()) {
            weights.add(each.getValue().getArray().toFloatArray());
        }
        return weights;
    }
}
