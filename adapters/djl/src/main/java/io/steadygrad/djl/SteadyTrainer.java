package io.steadygrad.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import io.steadygrad.control.Report;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.supervision.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * DJL's trainer with the gradients under control: it works wherever a {@link Trainer} does, in {@code EasyTrain.fit} and in loops of your own.
 *
 * <pre>{@code
 * try (Trainer trainer = new SteadyTrainer(model, config, "clip_by_global_norm(1)")) {   // was: model.newTrainer(config)
 *     trainer.initialize(shape);
 *     EasyTrain.fit(trainer, epochs, training, validation);
 * }
 * }</pre>
 *
 * <p>All gradients together are controlled in {@link #step}, in DJL's own memory, after they were added up over {@code backward} calls and before the optimizer. A
 * rejected step (NaN, a spike) leaves parameters, the optimizer's moments and its count of updates as they were, and zeroes the gradients, which DJL's own
 * {@code zeroGradients} cannot once they are NaN. With {@code identity} the training is bit for bit the plain trainer's.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} for several devices or a GPU; {@link io.steadygrad.control.RunFailedException} out of {@link #step} after ten
 * rejected steps in a row. <b>Differs</b> from DJL's {@code optClipGrad}: that limits single entries, one parameter after the other.
 */
public final class SteadyTrainer extends Trainer {
    private final Supervisor supervisor;
    private final BlockGradients gradients;
    private double losses;
    private int backwards;
    private @Nullable Report report;

    /** @param expression as {@code steady methods} lists them: {@code "clip_by_global_norm(1)"}, {@code "autoclip | clip_by_value(1)"} */
    public SteadyTrainer(Model model, TrainingConfig config, String expression) {
        this(model, config, Supervisor.of(expression));
    }

    /** @param supervisor with records, diagnoses or TensorBoard's events; it stays yours to close */
    public SteadyTrainer(Model model, TrainingConfig config, Supervisor supervisor) {
        super(model, config);
        if (getDevices().length > 1) {
            throw new IllegalArgumentException("Gradients are controlled on one device, but the trainer has "
                    + getDevices().length + "; choose one with config.optDevices(...)");
        }
        this.supervisor = supervisor;
        this.gradients = new BlockGradients(model.getBlock());
    }

    /** DJL's collector, which also takes note of the loss. */
    @Override
    public GradientCollector newGradientCollector() {
        GradientCollector collector = super.newGradientCollector();
        return new GradientCollector() {
            @Override
            public void backward(NDArray target) {
                collector.backward(target);
                losses += Losses.value(target);
                backwards++;
            }

            @Override
            public void zeroGradients() {
                collector.zeroGradients();
            }

            @Override
            public void close() {
                collector.close();
            }
        };
    }

    /** Controls the gradients; updates the parameters unless the step was rejected or is still being accumulated. */
    @Override
    public void step() {
        GradientSet now = gradients.now();
        double loss = backwards == 0 ? Double.NaN : losses / backwards;
        losses = 0;
        backwards = 0;
        Report made = supervisor.step(now, loss, Double.NaN);
        report = made;
        if (made.steps()) {
            super.step();
        } else {
            now.zero();
        }
    }

    /** What happened to the gradients of the last step, or null before the first. */
    public @Nullable Report report() {
        return report;
    }
}
