package io.steadygrad.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.supervision.Supervisor;
import io.steadygrad.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyTrainerTest {
    private static final int STEPS = 30;

    @TempDir
    Path folder;

    private interface Made extends BiFunction<Model, TrainingConfig, Trainer> {}

    private static final Made PLAIN = Model::newTrainer;

    private static Made steady(String expression) {
        return (model, config) -> new SteadyTrainer(model, config, expression);
    }

    /** A loop of one's own; sick batches hold a NaN. */
    private static List<float[]> trained(Made made, Optimizer optimizer, IntPredicate left, IntPredicate sick) {
        try (Model model = Network.model();
                Trainer trainer = made.apply(model, Network.config(optimizer))) {
            trainer.initialize(Network.inputs());
            Network.setWeights(model);
            for (int step = 1; step <= STEPS; step++) {
                if (!left.test(step)) {
                    step(trainer, step, sick.test(step));
                }
            }
            return Network.weights(model);
        }
    }

    private static void step(Trainer trainer, int batch, boolean sick) {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDArray rows = Network.rows(manager, batch);
            if (sick) {
                rows = rows.mul(Float.NaN);
            }
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDList answers = trainer.forward(new NDList(rows));
                collector.backward(trainer.getLoss().evaluate(new NDList(Network.labels(manager, batch)), answers));
            }
            trainer.step();
        }
    }

    @Test
    void identityTrainsBitForBitAsThePlainTrainer() {
        assertThat(trained(steady("identity"), Network.adam(), step -> false, step -> false))
                .usingRecursiveComparison()
                .isEqualTo(trained(PLAIN, Network.adam(), step -> false, step -> false));
    }

    @Test
    void aRejectedStepIsAsIfItsBatchHadNeverBeen() {
        assertThat(trained(steady("skip_non_finite"), Network.adam(), step -> false, step -> step % 7 == 3))
                .usingRecursiveComparison()
                .isEqualTo(trained(PLAIN, Network.adam(), step -> step % 7 == 3, step -> false));
    }

    @Test
    void clippingBoundsTheStepOfPlainDescent() {
        Optimizer descent =
                Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1f)).build();
        try (Model model = Network.model();
                SteadyTrainer trainer =
                        new SteadyTrainer(model, Network.config(descent), "clip_by_global_norm(0.01)")) {
            trainer.initialize(Network.inputs());
            Network.setWeights(model);
            List<float[]> before = Network.weights(model);
            step(trainer, 1, false);
            List<float[]> after = Network.weights(model);
            double squares = 0;
            for (int t = 0; t < before.size(); t++) {
                for (int i = 0; i < before.get(t).length; i++) {
                    squares += Math.pow(before.get(t)[i] - after.get(t)[i], 2);
                }
            }
            assertThat(Math.sqrt(squares)).isCloseTo(0.01, org.assertj.core.data.Offset.offset(1e-6));
            assertThat(trainer.report().normAfter()).isCloseTo(0.01, org.assertj.core.data.Offset.offset(1e-8));
        }
    }

    @Test
    void aFrozenParameterIsLeftOut() {
        try (Model model = Network.model();
                SteadyTrainer trainer =
                        new SteadyTrainer(model, Network.config(Network.adam()), "clip_by_global_norm(1)")) {
            trainer.initialize(Network.inputs());
            Network.setWeights(model);
            step(trainer, 1, false);
            assertThat(trainer.report().measurements().layout().parameters())
                    .extracting(parameter -> parameter.name() + parameter.shape() + parameter.layer())
                    .containsExactly(
                            "01Linear_weight[7, 5]01Linear",
                            "01Linear_bias[7]01Linear",
                            "03Linear_weight[3, 7]03Linear",
                            "03Linear_bias[3]03Linear");
        }
        try (Model model = Network.model()) {
            model.getBlock().getChildren().get(0).getValue().freezeParameters(true);
            try (SteadyTrainer trainer =
                    new SteadyTrainer(model, Network.config(Network.adam()), "clip_by_global_norm(1)")) {
                trainer.initialize(Network.inputs());
                model.getBlock().getChildren().get(0).getValue().freezeParameters(true);
                step(trainer, 1, false);
                assertThat(trainer.report().measurements().layout().parameters())
                        .extracting(io.steadygrad.gradient.Parameter::name)
                        .containsExactly("03Linear_weight", "03Linear_bias");
            }
        }
    }

    @Test
    void tenRejectedStepsInARowEndTheRun() {
        assertThatThrownBy(() -> trained(steady("clip_by_global_norm(1)"), Network.adam(), step -> false, step -> true))
                .isInstanceOf(RunFailedException.class);
    }

    /** In DJL's own loop, by trainer and by listener. */
    @Test
    void easyTrainIsControlledEitherWay() throws Exception {
        List<float[]> byTrainer;
        try (Model model = Network.model();
                SteadyTrainer trainer =
                        new SteadyTrainer(model, Network.config(Network.adam()), "clip_by_global_norm(0.1)")) {
            fit(model, trainer);
            byTrainer = Network.weights(model);
        }
        SteadyListener steady = new SteadyListener("clip_by_global_norm(0.1)");
        try (Model model = Network.model();
                Trainer trainer = model.newTrainer(
                        Network.config(steady.around(Network.adam())).addTrainingListeners(steady))) {
            fit(model, trainer);
            assertThat(Network.weights(model)).usingRecursiveComparison().isEqualTo(byTrainer);
            assertThat(steady.report().engaged()).isTrue();
        }
        try (Model model = Network.model();
                Trainer trainer = model.newTrainer(Network.config(Network.adam()))) {
            fit(model, trainer);
            assertThat(Network.weights(model)).usingRecursiveComparison().isNotEqualTo(byTrainer);
        }
    }

    private static void fit(Model model, Trainer trainer) throws Exception {
        trainer.initialize(Network.inputs());
        Network.setWeights(model);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            ArrayDataset data = new ArrayDataset.Builder()
                    .setData(Network.rows(manager, 1).concat(Network.rows(manager, 2)))
                    .optLabels(Network.labels(manager, 1).concat(Network.labels(manager, 2)))
                    .setSampling(Network.ROWS, false)
                    .build();
            EasyTrain.fit(trainer, 3, data, null);
        }
    }

    @Test
    void aListenerLeavesTheOptimizerOutOfARejectedStep() {
        SteadyListener steady = new SteadyListener("skip_non_finite");
        Optimizer around = steady.around(Network.adam());
        List<float[]> all = withListener(steady, around, step -> step % 7 == 3);
        assertThat(all)
                .usingRecursiveComparison()
                .isEqualTo(trained(PLAIN, Network.adam(), step -> step % 7 == 3, step -> false));
    }

    private static List<float[]> withListener(SteadyListener steady, Optimizer optimizer, IntPredicate sick) {
        try (Model model = Network.model();
                Trainer trainer = model.newTrainer(Network.config(optimizer).addTrainingListeners(steady))) {
            trainer.initialize(Network.inputs());
            Network.setWeights(model);
            for (int step = 1; step <= STEPS; step++) {
                try (NDManager manager = trainer.getManager().newSubManager()) {
                    NDArray rows = Network.rows(manager, step);
                    ai.djl.training.dataset.Batch batch = new ai.djl.training.dataset.Batch(
                            manager,
                            new NDList(sick.test(step) ? rows.mul(Float.NaN) : rows),
                            new NDList(Network.labels(manager, step)),
                            Network.ROWS,
                            ai.djl.translate.Batchifier.STACK,
                            ai.djl.translate.Batchifier.STACK,
                            step,
                            STEPS);
                    EasyTrain.trainBatch(trainer, batch);
                    trainer.step();
                }
            }
            return Network.weights(model);
        }
    }

    @Test
    void aRunIsRecordedDiagnosedAndShownInTensorBoard() throws Exception {
        List<Diagnosis> told = new ArrayList<>();
        Path record = folder.resolve("trace.npz");
        try (Model model = Network.model();
                Supervisor supervisor = Supervisor.of("identity")
                        .onDiagnosis(told::add)
                        .record(record)
                        .tensorBoard(folder.resolve("board"));
                Trainer trainer = new SteadyTrainer(
                        model,
                        Network.config(Optimizer.sgd()
                                .setLearningRateTracker(Tracker.fixed(1e6f))
                                .build()),
                        supervisor)) {
            trainer.initialize(Network.inputs());
            Network.setWeights(model);
            for (int step = 1; step <= STEPS; step++) {
                step(trainer, step, false);
            }
        }
        Trace trace = TraceFile.read(record);
        assertThat(trace.steps().size()).isEqualTo(STEPS);
        assertThat(trace.steps().loss()[0]).isBetween(0.5, 3.0);
        assertThat(trace.signals().updates().samples()).isPositive();
        assertThat(told).extracting(each -> each.symptom().toString()).contains("exploding");
        try (var files = Files.list(folder.resolve("board"))) {
            assertThat(files).hasSize(1);
        }
    }
}
