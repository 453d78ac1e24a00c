import io.steadygrad.dl4j.SteadyUpdater;
import io.steadygrad.supervision.Supervisor;
import java.util.Locale;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network of Deeplearning4j's own. The inputs of one batch of 300 hold a single NaN. */
public class Dl4jTraining {
    static final int STEPS = 300;

    static MultiLayerNetwork network(GradientNormalization normalization) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1) // the same weights every time
                .updater(new Adam(0.01))
                .weightInit(WeightInit.XAVIER)
                .gradientNormalization(normalization)
                .gradientNormalizationThreshold(1)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(10)
                        .nOut(32)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(32)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        return network;
    }

    static double fit(MultiLayerNetwork network) {
        Nd4j.getRandom().setSeed(1); // the same batches every time
        double loss = 1; // a moving average over batches
        for (int step = 1; step <= STEPS; step++) {
            INDArray rows = Nd4j.randn(32, 10);
            INDArray targets = rows.getColumn(0, true).mul(rows.getColumn(1, true));
            if (step == 100) {
                rows.putScalar(0, 3, Float.NaN);
            }
            network.fit(new DataSet(rows, targets));
            loss += step == 100 ? 0 : 0.05 * (network.score() - loss);
        }
        return loss;
    }

    public static void main(String[] arguments) {
        Nd4j.getEnvironment().setMaxMasterThreads(1); // small networks are faster so
        double wrong = fit(network(GradientNormalization.ClipL2PerLayer));
        System.out.printf(Locale.ROOT, "ClipL2PerLayer           loss %.4f%n", wrong);

        MultiLayerNetwork network = network(GradientNormalization.None);
        try (Supervisor supervisor = Supervisor.of("clip_by_global_norm(1)").onReport(report -> {
            if (!report.accepted()) {
                System.out.println("  step " + report.step() + " rejected: " + report.reason());
            }
        })) {
            network.setUpdater(new SteadyUpdater(network, supervisor));
            double right = fit(network);
            System.out.printf(Locale.ROOT, "clip_by_global_norm(1)   loss %.4f%n", right);
            if (!Double.isNaN(wrong) || !(right < 0.5)) {
                throw new IllegalStateException("The rejected step should have saved the run: " + right);
            }
        }
    }
}
