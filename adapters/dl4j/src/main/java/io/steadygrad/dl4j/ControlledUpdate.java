package io.steadygrad.dl4j;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.supervision.Supervisor;
import org.deeplearning4j.nn.api.Trainable;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What both kinds of networks share: control of the gradients between their division by the batch's size and the updaters. */
final class ControlledUpdate {
    private final Supervisor supervisor;
    private final FlatGradients flat;
    private @Nullable Report report;
    private int left;

    ControlledUpdate(Supervisor supervisor, FlatGradients.Names names) {
        this.supervisor = supervisor;
        this.flat = new FlatGradients(names);
    }

    /** An update of Deeplearning4j's own. */
    interface Updates {
        void update(int iteration);
    }

    /**
     * Controls mean gradients and hands them on, unless the step is rejected or still being accumulated: then they become zeros, which change no parameter.
     * Iterations that were left out are not counted for the updaters, so that Adam's bias correction and schedules are those of the steps that were made.
     */
    void step(
            Trainable[] layers,
            INDArray weights,
            INDArray gradients,
            double loss,
            int epoch,
            int iteration,
            Updates own) {
        GradientSet set = flat.of(layers, weights, gradients);
        supervisor.epoch(epoch + 1);
        Report made = supervisor.step(set, loss, Double.NaN);
        report = made;
        if (made.steps()) {
            own.update(iteration - left);
        } else {
            left++;
            gradients.assign(0);
        }
    }

    @Nullable
    Report report() {
        return report;
    }
}
