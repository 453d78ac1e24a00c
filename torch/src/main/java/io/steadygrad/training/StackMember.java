package io.steadygrad.training;

import io.steadygrad.gradient.GradientSet;
import io.steadygrad.observation.LayerOutput;
import io.steadygrad.stack.MemberWeights;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** One run of a stack, with its place in the caller's list. */
final class StackMember {
    private final int number;
    private final TrainingLoop run;
    private final MemberWeights weights;
    private final Buffer targets;
    private boolean over;

    /** @throws IllegalArgumentException unless the model is float32 */
    StackMember(int number, TrainingLoop run) {
        this.number = number;
        this.run = run;
        run.inStack();
        List<GradientSet.Entry> entries = run.gradients().entries();
        weights = new MemberWeights(
                entries.stream()
                        .map(entry -> floats(entry.requireWeight().buffer()))
                        .toList(),
                entries.stream().map(entry -> floats(entry.gradient().buffer())).toList());
        try (PointerScope scope = new PointerScope()) {
            targets = StackedSteps.memory(run.targets());
        }
    }

    private static FloatBuffer floats(Buffer memory) {
        if (memory instanceof FloatBuffer floats) {
            return floats;
        }
        throw new IllegalArgumentException("A stack is of models in FLOAT32");
    }

    TrainingLoop run() {
        return run;
    }

    /** Those of all rows, as the loss gets them. */
    Buffer targets() {
        return targets;
    }

    /** Begins the next step; false once the run is over, which the listener then knows. */
    boolean begin(StackedTraining.Listener listener) {
        return attempt(listener, run::beginStacked);
    }

    MemberWeights weights() {
        return weights;
    }

    /** Ends the step, with the gradients in place. */
    void end(
            Tensor inputs,
            Tensor wanted,
            double loss,
            Supplier<List<LayerOutput>> layers,
            long nanos,
            StackedTraining.Listener listener) {
        attempt(listener, () -> run.passed(inputs, wanted, loss, layers, nanos));
    }

    private interface Part {
        boolean goesOn();
    }

    /** What breaks one run leaves the others alone. */
    private boolean attempt(StackedTraining.Listener listener, Part part) {
        if (over) {
            return false;
        }
        TrainingResult result;
        try {
            if (part.goesOn()) {
                return true;
            }
            result = run.result(List.of());
        } catch (RuntimeException broken) {
            over = true;
            listener.failed(number, broken);
            return false;
        }
        over = true;
        listener.finished(number, result);
        return false;
    }
}
