package io.steadygrad.data;

import io.steadygrad.formats.FormatException;

/** What every number of a data set must be. */
final class Finite {
    private Finite() {}

    static void require(Split split, String source) {
        require(split.train(), "the training part of " + source);
        require(split.test(), "the test part of " + source);
        if (split.validation() != null) {
            require(split.validation(), "the validation part of " + source);
        }
    }

    private static void require(Samples samples, String source) {
        require(samples.features(), samples.featureSize(), source, "feature");
        if (!samples.targetsAreInputs()) {
            require(samples.targets(), samples.targetSize(), source, "target");
        }
    }

    private static void require(float[] values, int rowSize, String source, String kind) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new FormatException("Row " + i / rowSize + " of " + source + " has the " + kind + " " + values[i]
                        + " at position " + i % rowSize + "; every number must be finite as a float32");
            }
        }
    }
}
