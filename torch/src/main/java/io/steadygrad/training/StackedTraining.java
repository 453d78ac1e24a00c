package io.steadygrad.training;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.stack.StackedNetwork;
import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trains several runs of one model and one recipe together: the passes forwards and backwards in one program, everything else - control,
 * optimizer, observation, evaluation - each run for itself. Methods, learning rates and seeds may differ. A run that ends leaves the stack.
 *
 * <p>A run's numbers do not depend on its company, to the last bit; from those of a run alone ({@link TrainingLoop#run}) they differ by
 * rounding. Not thread-safe.
 */
public final class StackedTraining {
    /** Told as soon as a run is over. */
    public interface Listener {
        void finished(int member, TrainingResult result);

        /** The run cannot go on, though the others do. */
        void failed(int member, RuntimeException why);
    }

    private final ModelSpec spec;
    private final List<Integer> inputShape;
    private final List<StackMember> members;

    /**
     * @param runs with models of this specification on the same examples, and recipes that are the same but for method, optimizer and seed;
     *     not begun yet
     * @throws IllegalArgumentException where they cannot be stacked
     */
    public StackedTraining(ModelSpec spec, List<Integer> inputShape, List<TrainingLoop> runs) {
        this.spec = spec;
        this.inputShape = List.copyOf(inputShape);
        members = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            String obstacle = obstacle(spec, runs.get(i));
            if (obstacle != null) {
                throw new IllegalArgumentException(obstacle);
            }
            members.add(new StackMember(i, runs.get(i)));
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("A stack needs at least one run");
        }
        for (TrainingLoop run : runs) {
            requireAlike(runs.get(0), run);
        }
    }

    private static void requireAlike(TrainingLoop first, TrainingLoop other) {
        Recipe a = first.recipe();
        Recipe b = other.recipe();
        if (first.features() != other.features()
                || a.batch() != b.batch()
                || a.dropLast() != b.dropLast()
                || !a.loss().equals(b.loss())
                || !first.objective().equals(other.objective())) {
            throw new IllegalArgumentException(
                    "The runs of a stack train on the same examples, with the same batch and the same loss");
        }
    }

    private static @Nullable String obstacle(ModelSpec spec, TrainingLoop run) {
        Recipe recipe = run.recipe();
        return run.isGated()
                ? "A run with gates in its model is trained alone, not in a stack"
                : obstacle(spec, recipe.threads(), recipe.repair(), recipe.regularizer());
    }

    /** Why such runs cannot be stacked, and what to change, or null where they can. */
    public static @Nullable String obstacle(
            ModelSpec spec, int threads, boolean repair, @Nullable Regularizer regularizer) {
        String ofModel = StackedNetwork.obstacle(spec);
        if (ofModel != null) {
            return ofModel;
        }
        if (repair) {
            return "a run that is to be repaired is trained alone: a repair goes back in time, which a stack cannot";
        }
        if (regularizer instanceof Vanishing) {
            return "the regularizer vanishing follows single states through time, which a stack does not show";
        }
        if (threads != 1) {
            return "a stack is trained by one thread, not by " + threads
                    + ": several cut it into pieces that depend on its size; use more workers";
        }
        return null;
    }

    /** Trains every run to its end. */
    public void run(Listener listener) {
        List<StackMember> live = new ArrayList<>(members);
        LibTorch.threads(1);
        TrainingLoop first = members.get(0).run();
        List<String> names = first.gradients().layout().parameters().stream()
                .map(Parameter::name)
                .toList();
        StackedNetwork network = new StackedNetwork(spec, inputShape, names);
        try (StackedSteps steps = new StackedSteps(network, first)) {
            while (!live.isEmpty()) {
                live.removeIf(member -> !member.begin(listener));
                if (!live.isEmpty()) {
                    steps.step(live, listener);
                }
            }
        }
    }
}
