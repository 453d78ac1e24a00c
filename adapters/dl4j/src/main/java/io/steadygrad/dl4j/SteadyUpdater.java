package io.steadygrad.dl4j;

import io.steadygrad.control.Report;
import io.steadygrad.supervision.Supervisor;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's updater of a {@link MultiLayerNetwork} with all gradients together under control first.
 *
 * <pre>{@code
 * MultiLayerNetwork network = new MultiLayerNetwork(configuration);
 * network.init();
 * network.setUpdater(new SteadyUpdater(network, "clip_by_global_norm(1)"));
 * }</pre>
 *
 * <p>The gradients are controlled as means over the batch, before the layers' own gradient normalisation, regularisation and updaters. A rejected step (NaN, a
 * spike) leaves parameters, running statistics, moments and the updaters' count of iterations as they were. With {@code identity} the training is bit for
 * bit the plain one. Running statistics of batch normalisation, which lie among the gradients, are never scaled.
 *
 * <p><b>Edges.</b> Truncated back-propagation through time makes a step of each segment. Listeners and the network's own iteration count see rejected steps,
 * too. A network whose updater was changed keeps its moments. <b>Errors.</b> {@link io.steadygrad.control.RunFailedException} out of {@code fit} after ten rejected steps in a row.
 * <b>Differs</b> from {@code GradientNormalization}, which knows single layers or parameters and never the whole gradient.
 */
public final class SteadyUpdater extends MultiLayerUpdater {
    private final transient ControlledUpdate control;
    private boolean divided;

    /** @param expression as {@code steady methods} lists them: {@code "clip_by_global_norm(1)"}, {@code "autoclip | clip_by_value(1)"} */
    public SteadyUpdater(MultiLayerNetwork network, String expression) {
        this(network, Supervisor.of(expression));
    }

    /** @param supervisor with records, diagnoses or TensorBoard's events; it stays yours to close */
    public SteadyUpdater(MultiLayerNetwork network, Supervisor supervisor) {
        super(network, state(network));
        control = new ControlledUpdate(supervisor, (place, layer) -> Integer.toString(place));
    }

    /** Moments that a network has already, from training before or from its file. */
    private static @Nullable INDArray state(MultiLayerNetwork network) {
        Updater updater = network.getUpdater(false);
        return updater == null ? null : updater.getStateViewArray();
    }

    @Override
    public synchronized void update(
            Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
        divided = false;
        if (isMiniBatch()) {
            divideByMinibatch(gradient.gradient() != getFlattenedGradientsView(), gradient, batchSize);
        }
        divided = true;
        control.step(
                getOrderedLayers(),
                getParams(),
                gradient.gradient(),
                network.score(),
                epoch,
                iteration,
                counted -> super.update(gradient, counted, epoch, batchSize, workspaces));
    }

    /** Once only: what is controlled are means over the batch. */
    @Override
    protected void divideByMinibatch(boolean external, Gradient gradient, int batchSize) {
        if (!divided) {
            super.divideByMinibatch(external, gradient, batchSize);
        }
    }

    /** What happened to the gradients of the last step, or null before the first. */
    public @Nullable Report report() {
        return control.report();
    }
}
