package io.steadygrad.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Losses as numbers. */
final class Losses {
    private Losses() {}

    /** NaN where it is not one number. */
    static double value(NDArray loss) {
        if (loss.size() != 1) {
            return Double.NaN;
        }
        return loss.getDataType() == DataType.FLOAT64 ? loss.toDoubleArray()[0] : loss.toFloatArray()[0];
    }
}
