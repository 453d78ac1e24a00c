package io.steadygrad.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.optimizer.Optimizer;
import io.steadygrad.control.Report;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.supervision.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * Gradients under control where the trainer is made by somebody else: a training listener, with the optimizer wrapped so that it can be left out of a step.
 *
 * <pre>{@code
 * SteadyListener steady = new SteadyListener("clip_by_global_norm(1)");
 * TrainingConfig config = new DefaultTrainingConfig(loss)
 *         .optOptimizer(steady.around(Optimizer.adam().build()))
 *         .addTrainingListeners(steady);
 * }</pre>
 *
 * <p>DJL calls it between the backward pass and the optimizer in {@code EasyTrain.fit} and {@code trainBatch}, and nowhere else: in a loop of your own use {@link
 * SteadyTrainer}. Without {@link #around} a rejected step hands the optimizer gradients of zero, which still move the parameters where it has momentum.
 */
public final class SteadyListener extends TrainingListenerAdapter {
    private final Supervisor supervisor;
    private @Nullable BlockGradients gradients;
    private @Nullable Trainer trained;
    private @Nullable Report report;
    private int epoch = 1;

    /** @param expression as {@code steady methods} lists them */
    public SteadyListener(String expression) {
        this(Supervisor.of(expression));
    }

    /** @param supervisor with records, diagnoses or TensorBoard's events; it stays yours to close */
    public SteadyListener(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** The same optimizer, which is left out of steps that are rejected or still being accumulated. */
    public Optimizer around(Optimizer optimizer) {
        return new Skippable(optimizer);
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batch) {
        BlockGradients views = gradients;
        if (views == null || trained != trainer) {
            if (trainer.getDevices().length > 1) {
                throw new IllegalArgumentException("Gradients are controlled on one device, but the trainer has "
                        + trainer.getDevices().length + "; choose one with config.optDevices(...)");
            }
            views = new BlockGradients(trainer.getModel().getBlock());
            gradients = views;
            trained = trainer;
        }
        GradientSet now = views.now();
        supervisor.epoch(epoch);
        Report made = supervisor.step(now, supervisor.isRecording() ? loss(trainer, batch) : Double.NaN, Double.NaN);
        report = made;
        if (!made.steps()) {
            now.zero();
        }
    }

    /** DJL does not hand the loss on. */
    private static double loss(Trainer trainer, BatchData batch) {
        double sum = 0;
        for (ai.djl.Device device : trainer.getDevices()) {
            NDList predictions = batch.getPredictions().get(device);
            NDList labels = batch.getLabels().get(device);
            if (predictions == null || labels == null) {
                return Double.NaN;
            }
            try (NDArray loss = trainer.getLoss().evaluate(labels, predictions)) {
                sum += Losses.value(loss);
            }
        }
        return sum / trainer.getDevices().length;
    }

    @Override
    public void onEpoch(Trainer trainer) {
        epoch++;
    }

    /** What happened to the gradients of the last step, or null before the first. */
    public @Nullable Report report() {
        return report;
    }

    private final class Skippable extends Optimizer {
        private final Optimizer optimizer;

        Skippable(Optimizer optimizer) {
            super(new Unused());
            this.optimizer = optimizer;
        }

        @Override
        public void update(String id, NDArray weight, NDArray gradient) {
            if (report == null || report.steps()) {
                optimizer.update(id, weight, gradient);
            }
        }
    }

    /** What an optimizer's constructor asks for; the wrapped one has rate and decay of its own. */
    private static final class Unused extends Optimizer.OptimizerBuilder<Unused> {
        @Override
        protected Unused self() {
            return this;
        }
    }
}
