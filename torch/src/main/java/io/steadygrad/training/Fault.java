package io.steadygrad.training;

/**
 * Something that goes wrong on purpose, to see what a method makes of it. Steps count from 1; one beyond the last step never
 * happens.
 */
public sealed interface Fault {

    /** The features of that step's batch come multiplied; the data set stays as it is. */
    record ScaleBatch(long atStep, double factor) implements Fault {
        public ScaleBatch {
            Fault.step(atStep);
            Fault.finite("scale_batch", factor);
        }
    }

    /** The first feature of the first row of that step's batch is NaN; the data set stays as it is. */
    record NanCell(long atStep) implements Fault {
        public NanCell {
            Fault.step(atStep);
        }
    }

    /** Before that step, the weights of a layer (not its biases) are multiplied. */
    record ScaleWeights(long atStep, String layer, double factor) implements Fault {
        public ScaleWeights {
            Fault.step(atStep);
            Fault.finite("scale_weights", factor);
        }
    }

    /** That fraction of the training rows, rounded to whole rows, has another class from the start. */
    record FlipLabels(double fraction) implements Fault {
        public FlipLabels {
            if (!(fraction >= 0 && fraction <= 1)) {
                throw new IllegalArgumentException("flip_labels is a fraction from 0 to 1, not " + fraction);
            }
        }
    }

    private static void step(long atStep) {
        if (atStep < 1) {
            throw new IllegalArgumentException("at_step counts from 1; given: " + atStep);
        }
    }

    private static void finite(String name, double factor) {
        if (!Double.isFinite(factor)) {
            throw new IllegalArgumentException(name + " must be a finite number, not " + factor);
        }
    }
}
