import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.steadygrad.djl.SteadyTrainer;
import io.steadygrad.supervision.Supervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.BiFunction;

/** A program of DJL's own. The inputs of one batch of 300 hold a single NaN. */
public class DjlTraining {
    static final int STEPS = 300;

    static float train(Adam.Builder adam, BiFunction<Model, TrainingConfig, Trainer> newTrainer) {
        Engine.getInstance().setRandomSeed(1); // the same weights and batches every time
        TrainingConfig config = new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(adam.optLearningRateTracker(Tracker.fixed(0.01f)).build());
        try (Model model = Model.newInstance("product", "PyTorch")) {
            model.setBlock(new SequentialBlock()
                    .add(Linear.builder().setUnits(32).build())
                    .add(Activation::tanh)
                    .add(Linear.builder().setUnits(1).build()));
            try (Trainer trainer = newTrainer.apply(model, config)) {
                trainer.initialize(new Shape(32, 10));
                float loss = 0;
                for (int step = 1; step <= STEPS; step++) {
                    loss = step(trainer, step);
                }
                return loss;
            }
        }
    }

    static float step(Trainer trainer, int step) {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDArray rows = manager.randomNormal(new Shape(32, 10));
            NDArray targets = rows.get(":, 0:1").mul(rows.get(":, 1:2"));
            if (step == 100) {
                rows.set(new NDIndex("0, 3"), Float.NaN);
            }
            NDArray loss;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDList answers = trainer.forward(new NDList(rows));
                loss = trainer.getLoss().evaluate(new NDList(targets), answers);
                collector.backward(loss);
            }
            trainer.step();
            return loss.getFloat();
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("ai.djl.offline", "true");
        float wrong = train(Optimizer.adam().optClipGrad(1), Model::newTrainer);
        System.out.printf(Locale.ROOT, "optClipGrad(1)           loss %.4f%n", wrong);

        Path trace = Files.createTempFile("djl", ".npz");
        try (Supervisor supervisor = Supervisor.of("clip_by_global_norm(1)")
                .onReport(report -> {
                    if (!report.accepted()) {
                        System.out.println("  step " + report.step() + " rejected: " + report.reason());
                    }
                })
                .record(trace)) {
            float right = train(Optimizer.adam(), (model, config) -> new SteadyTrainer(model, config, supervisor));
            System.out.printf(Locale.ROOT, "clip_by_global_norm(1)   loss %.4f%n", right);
            if (!Float.isNaN(wrong) || !(right < 0.25)) {
                throw new IllegalStateException("The rejected step should have saved the run: " + right);
            }
        }
        System.out.println("trace for `steady diagnose` and NumPy: " + Files.size(trace) + " bytes");
        Files.delete(trace);
    }
}
