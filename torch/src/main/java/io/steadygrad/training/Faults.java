package io.steadygrad.training;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Draw;
import io.steadygrad.model.Model;
import io.steadygrad.model.Weight;
import io.steadygrad.spec.Names;
import io.steadygrad.torch.TensorElements;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Makes the faults of a run happen. */
final class Faults {
    private final List<Fault> faults;

    Faults(List<Fault> faults) {
        this.faults = List.copyOf(faults);
    }

    /**
     * @throws IllegalArgumentException if a layer is unknown, or labels are to be flipped where there are none
     */
    void check(Model model, Examples train) {
        List<String> layers = model.weights().stream()
                .map(weight -> weight.parameter().layer())
                .distinct()
                .toList();
        for (Fault fault : faults) {
            if (fault instanceof Fault.ScaleWeights scale && !layers.contains(scale.layer())) {
                throw new IllegalArgumentException("scale_weights: the model has no layer '" + scale.layer() + "'"
                        + Names.suggestion(scale.layer(), layers) + "; its layers are " + String.join(", ", layers));
            }
            if (fault instanceof Fault.FlipLabels && train.classes() < 2) {
                throw new IllegalArgumentException("flip_labels needs at least two classes; these targets are "
                        + (train.classes() == 0 ? "numbers" : "one class"));
            }
        }
    }

    /** Whether {@link #features} changes anything at this step. */
    boolean changeFeatures(long step) {
        return faults.stream()
                .anyMatch(fault -> (fault instanceof Fault.ScaleBatch scale && scale.atStep() == step)
                        || (fault instanceof Fault.NanCell nan && nan.atStep() == step));
    }

    /**
     * The batch's features with what is to happen to them at this step; a copy if anything does.
     *
     * @param first whether they begin with the batch's first row
     */
    Tensor features(long step, Tensor features, boolean first) {
        Tensor result = features;
        for (Fault fault : faults) {
            if (fault instanceof Fault.ScaleBatch scale && scale.atStep() == step) {
                result = result.mul(new Scalar(scale.factor()));
            } else if (fault instanceof Fault.NanCell nan && nan.atStep() == step && first) {
                result = result.clone();
                new FloatPointer(result.data_ptr()).put(0, Float.NaN);
            }
        }
        return result;
    }

    /** Multiplies the weights that are to change before this step. */
    void weights(long step, Model model) {
        for (Fault fault : faults) {
            if (fault instanceof Fault.ScaleWeights scale && scale.atStep() == step) {
                for (Weight weight : model.weights()) {
                    if (weight.parameter().layer().equals(scale.layer())
                            && !L2.isBias(weight.parameter().name())) {
                        multiply(TensorElements.of(weight.tensor()), scale.factor());
                    }
                }
            }
        }
    }

    private static void multiply(Elements elements, double factor) {
        double[] all = elements.toArray();
        for (int i = 0; i < all.length; i++) {
            all[i] *= factor;
        }
        elements.write(0, all, all.length);
    }

    /** The training targets, some with another class; a copy if any has. */
    Tensor labels(Examples train, long seed) {
        Tensor targets = train.targets();
        for (Fault fault : faults) {
            if (fault instanceof Fault.FlipLabels flip) {
                targets = flipped(targets, train.classes(), flip.fraction(), seed);
            }
        }
        return targets;
    }

    private static Tensor flipped(Tensor targets, int classes, double fraction, long seed) {
        Tensor copy = targets.clone();
        long[] labels = new long[Math.toIntExact(copy.numel())];
        LongPointer memory = new LongPointer(copy.data_ptr());
        memory.get(labels);
        var random = Draw.generator(seed, "flip_labels");
        long remaining = Math.round(fraction * labels.length);
        // Selection sampling (Knuth, algorithm S): exactly so many, each set of rows equally likely.
        for (int i = 0; i < labels.length; i++) {
            if (random.nextDouble() * (labels.length - i) < remaining) {
                labels[i] = (labels[i] + 1 + random.nextInt(classes - 1)) % classes;
                remaining--;
            }
        }
        memory.put(labels);
        return copy;
    }
}
