package io.steadygrad.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.control.RunFailedException;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.supervision.Supervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

class SteadyUpdaterTest {
    private static final int STEPS = 30;
    private static final IntPredicate NONE = step -> false;
    private static final IntPredicate SEVENTH = step -> step % 7 == 3;

    @TempDir
    Path folder;

    private static float[] trained(
            MultiLayerNetwork network, Consumer<MultiLayerNetwork> control, IntPredicate left, IntPredicate sick) {
        control.accept(network);
        for (int step = 1; step <= STEPS; step++) {
            if (!left.test(step)) {
                network.fit(Networks.batch(step, sick.test(step)));
            }
        }
        return network.params().dup().data().asFloat();
    }

    private static Consumer<MultiLayerNetwork> steady(String expression) {
        return network -> network.setUpdater(new SteadyUpdater(network, expression));
    }

    private static MultiLayerNetwork dense(IUpdater updater) {
        return Networks.dense(updater, 5, 7, 3);
    }

    @Test
    void identityTrainsBitForBitAsThePlainNetwork() {
        assertThat(trained(dense(new Adam(0.01)), steady("identity"), NONE, NONE))
                .containsExactly(trained(dense(new Adam(0.01)), network -> {}, NONE, NONE));
        assertThat(trained(Networks.normalized(new Adam(0.01)), steady("identity"), NONE, NONE))
                .containsExactly(trained(Networks.normalized(new Adam(0.01)), network -> {}, NONE, NONE));
    }

    @Test
    void aRejectedStepIsAsIfItsBatchHadNeverBeen() {
        assertThat(trained(dense(new Adam(0.01)), steady("skip_non_finite"), NONE, SEVENTH))
                .containsExactly(trained(dense(new Adam(0.01)), network -> {}, SEVENTH, NONE));
        assertThat(trained(Networks.normalized(new Adam(0.01)), steady("skip_non_finite"), NONE, SEVENTH))
                .as("running statistics, too")
                .containsExactly(trained(Networks.normalized(new Adam(0.01)), network -> {}, SEVENTH, NONE));
    }

    @Test
    void theWholeGradientIsClippedAsAMeanOverTheBatch() {
        MultiLayerNetwork network = dense(new Sgd(1));
        SteadyUpdater updater = new SteadyUpdater(network, "clip_by_global_norm(0.01)");
        network.setUpdater(updater);
        INDArray before = network.params().dup();
        network.fit(Networks.batch(1, false));
        assertThat(before.sub(network.params()).norm2Number().doubleValue()).isCloseTo(0.01, Offset.offset(1e-6));
        assertThat(updater.report().normBefore()).isBetween(0.1, 10.0);
    }

    @Test
    void runningStatisticsOfBatchNormalisationAreNoGradients() {
        MultiLayerNetwork network = Networks.normalized(new Sgd(1));
        SteadyUpdater updater = new SteadyUpdater(network, "clip_by_global_norm(1e-6)");
        network.setUpdater(updater);
        MultiLayerNetwork plain = Networks.normalized(new Sgd(1));
        network.fit(Networks.batch(1, false));
        plain.fit(Networks.batch(1, false));
        assertThat(updater.report().measurements().layout().parameters())
                .extracting(parameter -> parameter.name() + parameter.shape())
                .containsExactly("0_W[6, 5]", "0_b[6]", "1_gamma[6]", "1_beta[6]", "2_W[3, 6]", "2_b[3]");
        assertThat(network.getParam("1_mean").dup().data().asFloat())
                .containsExactly(plain.getParam("1_mean").dup().data().asFloat());
    }

    @Test
    void aFrozenLayerIsLeftOut() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.01))
                .list()
                .layer(new FrozenLayer(new DenseLayer.Builder().nIn(5).nOut(6).build()))
                .layer(new OutputLayer.Builder()
                        .nIn(6)
                        .nOut(3)
                        .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        SteadyUpdater updater = new SteadyUpdater(network, "clip_by_global_norm(1)");
        network.setUpdater(updater);
        network.fit(Networks.batch(1, false));
        assertThat(updater.report().measurements().layout().parameters())
                .extracting(parameter -> parameter.name())
                .containsExactly("1_W", "1_b");
    }

    @Test
    void momentsOfTrainingBeforeAreKept() {
        MultiLayerNetwork changed = dense(new Adam(0.01));
        MultiLayerNetwork plain = dense(new Adam(0.01));
        for (int step = 1; step <= 5; step++) {
            changed.fit(Networks.batch(step, false));
            plain.fit(Networks.batch(step, false));
        }
        changed.setUpdater(new SteadyUpdater(changed, "identity"));
        for (int step = 6; step <= 10; step++) {
            changed.fit(Networks.batch(step, false));
            plain.fit(Networks.batch(step, false));
        }
        assertThat(changed.params().dup().data().asFloat())
                .containsExactly(plain.params().dup().data().asFloat());
    }

    @Test
    void aGraphIsControlledAsANetworkIs() {
        ComputationGraph controlled = Networks.graph(new Adam(0.01));
        SteadyGraphUpdater updater = new SteadyGraphUpdater(controlled, "skip_non_finite");
        controlled.setUpdater(updater);
        ComputationGraph plain = Networks.graph(new Adam(0.01));
        for (int step = 1; step <= STEPS; step++) {
            controlled.fit(Networks.batch(step, SEVENTH.test(step)));
            if (!SEVENTH.test(step)) {
                plain.fit(Networks.batch(step, false));
            }
        }
        assertThat(controlled.params().dup().data().asFloat())
                .containsExactly(plain.params().dup().data().asFloat());
        assertThat(updater.report().measurements().layout().parameters())
                .extracting(parameter -> parameter.name())
                .containsExactly("hidden_W", "hidden_b", "out_W", "out_b");
    }

    @Test
    void tenRejectedStepsInARowEndTheRun() {
        assertThatThrownBy(() -> trained(dense(new Adam(0.01)), steady("clip_by_global_norm(1)"), NONE, step -> true))
                .isInstanceOf(RunFailedException.class);
    }

    @Test
    void aRunIsRecordedDiagnosedAndShownInTensorBoard() throws Exception {
        List<Diagnosis> told = new ArrayList<>();
        Path record = folder.resolve("trace.npz");
        MultiLayerNetwork network = Networks.normalized(new Sgd(1e9));
        try (Supervisor supervisor =
                Supervisor.of("identity").onDiagnosis(told::add).record(record).tensorBoard(folder.resolve("board"))) {
            network.setUpdater(new SteadyUpdater(network, supervisor));
            for (int step = 1; step <= STEPS; step++) {
                network.fit(Networks.batch(step, false));
            }
        }
        assertThat(TraceFile.read(record).steps().size()).isEqualTo(STEPS);
        assertThat(TraceFile.read(record).steps().loss()[0]).isBetween(0.5, 3.0);
        assertThat(told).isNotEmpty();
        try (var files = Files.list(folder.resolve("board"))) {
            assertThat(files).hasSize(1);
        }
    }
}
