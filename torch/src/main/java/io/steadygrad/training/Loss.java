package io.steadygrad.training;

import io.steadygrad.model.Activation;
import io.steadygrad.spec.Names;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What training makes small: a mean over the batch, so that it does not grow with the batch's size.
 *
 * <p>A loss gets the model's output after its output activation and is told which one that was, so that it can work on
 * logits where the output is linear. Thread-safe: a loss has no state.
 */
public interface Loss {

    /** Probabilities are kept this far from 0 and 1 before their logarithm is taken (Keras's epsilon). */
    double CLIP = 1e-7;

    /** As study files write it. */
    String name();

    /** The task that this loss implies unless a study says otherwise. */
    Task task();

    /**
     * How this loss wants its targets, after a check that it can work with such an output at all.
     *
     * @throws IllegalArgumentException saying what output this loss needs
     */
    TargetForm form(OutputLayer output, TargetLayout targets);

    /**
     * The loss of one batch as a scalar that is connected to the output.
     *
     * @param output {@code [batch, ...output shape]}
     * @param targets in the {@linkplain #form form} that this loss asked for
     */
    Tensor mean(Tensor output, Tensor targets, Activation outputActivation);

    /**
     * The terms whose mean is the loss, the batch first: one for each number or decision, so that rows of several runs can go through
     * at once. Agrees with {@link #mean} but for rounding; what is not a number stays in its own row.
     */
    Tensor each(Tensor output, Tensor targets, Activation outputActivation);

    /** All losses, in the order of documentation. */
    static List<Loss> all() {
        return List.of(new BinaryCrossEntropy(), new CrossEntropy(), new MeanSquaredError(), new MeanAbsoluteError());
    }

    /**
     * The loss of that name.
     *
     * @throws IllegalArgumentException naming the nearest one
     */
    static Loss named(String name) {
        List<String> names = all().stream().map(Loss::name).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("A loss must be one of " + String.join(", ", names) + ", not '" + name
                    + "'" + Names.suggestion(name, names));
        }
        return all().get(index);
    }
}
