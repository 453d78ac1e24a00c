package io.steadygrad.dl4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** What control adds to a training step of a 256-256-10 network, batches of 64: plain and controlled networks take turns. Start it as a program. */
final class Overhead {
    private static final int ROUNDS = 41;
    private static final int STEPS = 100;

    private Overhead() {}

    private static MultiLayerNetwork network(String expression, boolean adam) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(adam ? new Adam(0.001) : new Sgd(0.01))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(256)
                        .nOut(256)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(256)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        if (!expression.isEmpty()) {
            network.setUpdater(new SteadyUpdater(network, expression));
        }
        return network;
    }

    private static DataSet batch() {
        Random random = new Random(1);
        INDArray rows = Nd4j.zeros(64, 256);
        INDArray labels = Nd4j.zeros(64, 10);
        for (int r = 0; r < 64; r++) {
            for (int c = 0; c < 256; c++) {
                rows.putScalar(r, c, random.nextGaussian());
            }
            labels.putScalar(r, random.nextInt(10), 1);
        }
        return new DataSet(rows, labels);
    }

    public static void main(String[] arguments) {
        DataSet batch = batch();
        for (boolean adam : new boolean[] {false, true}) {
            Map<String, MultiLayerNetwork> networks = new LinkedHashMap<>();
            for (String each :
                    new String[] {"", "identity", "clip_by_global_norm(1)", "clip_by_global_norm(1000)", "autoclip"}) {
                networks.put(each, network(each, adam));
            }
            Map<String, double[]> times = new LinkedHashMap<>();
            networks.keySet().forEach(each -> times.put(each, new double[ROUNDS]));
            for (int round = -5; round < ROUNDS; round++) {
                for (Map.Entry<String, MultiLayerNetwork> each : networks.entrySet()) {
                    long start = System.nanoTime();
                    for (int step = 0; step < STEPS; step++) {
                        each.getValue().fit(batch);
                    }
                    if (round >= 0) {
                        times.get(each.getKey())[round] = (System.nanoTime() - start) / 1e3 / STEPS;
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
        }
    }
}
