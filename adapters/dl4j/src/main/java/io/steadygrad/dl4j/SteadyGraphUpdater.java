package io.steadygrad.dl4j;

import io.steadygrad.control.Report;
import io.steadygrad.supervision.Supervisor;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's updater of a {@link ComputationGraph} with all gradients together under control first: {@code graph.setUpdater(new SteadyGraphUpdater(graph,
 * "clip_by_global_norm(1)"))}. Everything that {@link SteadyUpdater} says holds here, too.
 */
public final class SteadyGraphUpdater extends ComputationGraphUpdater {
    private final transient ControlledUpdate control;
    private boolean divided;

    /** @param expression as {@code steady methods} lists them: {@code "clip_by_global_norm(1)"}, {@code "autoclip | clip_by_value(1)"} */
    public SteadyGraphUpdater(ComputationGraph network, String expression) {
        this(network, Supervisor.of(expression));
    }

    /** @param supervisor with records, diagnoses or TensorBoard's events; it stays yours to close */
    public SteadyGraphUpdater(ComputationGraph network, Supervisor supervisor) {
        super(network, state(network));
        control = new ControlledUpdate(
                supervisor, (place, layer) -> layer.getConfig().getLayerName());
    }

    /** Moments that a network has already, from training before or from its file. */
    private static @Nullable INDArray state(ComputationGraph network) {
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
