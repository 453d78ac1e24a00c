package io.steadygrad.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * What control adds to a training step of a 256-256-10 network, batches of 64, one thread: plain and controlled trainers take turns, so that whatever
 * else the machine does meets all of them. Start it as a program.
 */
final class Overhead {
    private static final int ROUNDS = 41;
    private static final int STEPS = 200;

    private Overhead() {}

    private static final class Training implements AutoCloseable {
        final Model model = Model.newInstance("mlp", "PyTorch");
        final Trainer trainer;
        final NDArray rows;
        final NDArray labels;

        Training(String expression, boolean adam) {
            model.setBlock(new SequentialBlock()
                    .add(Linear.builder().setUnits(256).build())
                    .add(Activation::relu)
                    .add(Linear.builder().setUnits(10).build()));
            Optimizer optimizer = adam
                    ? Network.adam()
                    : Optimizer.sgd()
                            .setLearningRateTracker(Tracker.fixed(0.01f))
                            .build();
            trainer = expression.isEmpty()
                    ? model.newTrainer(Network.config(optimizer))
                    : new SteadyTrainer(model, Network.config(optimizer), expression);
            trainer.initialize(new Shape(64, 256));
            Random random = new Random(1);
            float[] values = new float[64 * 256];
            float[] classes = new float[64];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            for (int i = 0; i < classes.length; i++) {
                classes[i] = random.nextInt(10);
            }
            rows = trainer.getManager().create(values, new Shape(64, 256));
            labels = trainer.getManager().create(classes, new Shape(64));
        }

        double microseconds() {
            long start = System.nanoTime();
            for (int step = 0; step < STEPS; step++) {
                try (NDManager manager = trainer.getManager().newSubManager()) {
                    NDList in = new NDList(rows.duplicate());
                    in.attach(manager);
                    try (GradientCollector collector = trainer.newGradientCollector()) {
                        NDList out = trainer.forward(in);
                        NDArray loss = trainer.getLoss().evaluate(new NDList(labels), out);
                        collector.backward(loss);
                        out.close();
                        loss.close();
                    }
                    trainer.step();
                }
            }
            return (System.nanoTime() - start) / 1e3 / STEPS;
        }

        @Override
        public void close() {
            trainer.close();
            model.close();
        }
    }

    public static void main(String[] arguments) {
        for (boolean adam : new boolean[] {false, true}) {
            Map<String, Training> trainings = new LinkedHashMap<>();
            for (String each :
                    new String[] {"", "identity", "clip_by_global_norm(1)", "clip_by_global_norm(1000)", "autoclip"}) {
                trainings.put(each, new Training(each, adam));
            }
            Map<String, double[]> times = new LinkedHashMap<>();
            trainings.keySet().forEach(each -> times.put(each, new double[ROUNDS]));
            for (int round = -5; round < ROUNDS; round++) {
                for (Map.Entry<String, Training> each : trainings.entrySet()) {
                    double time = each.getValue().microseconds();
                    if (round >= 0) {
                        times.get(each.getKey())[round] = time;
                    }
                }
            }
            double[] plain = times.get("");
            times.forEach((name, all) -> {
                double[] ratios = new double[ROUNDS];
                Arrays.setAll(ratios, i -> all[i] / plain[i]);
                Arrays.sort(ratios);
                double[] sorted = all.clone();
                Arrays.sort(sorted);
                System.out.printf(
                        "%s %-26s %7.1f us  ratio %.3f (quartiles %.3f to %.3f)%n",
                        adam ? "adam" : "sgd ",
                        name.isEmpty() ? "plain" : name,
                        sorted[ROUNDS / 2],
                        ratios[ROUNDS / 2],
                        ratios[ROUNDS / 4],
                        ratios[3 * ROUNDS / 4]);
            });
            trainings.values().forEach(Training::close);
        }
    }
}
