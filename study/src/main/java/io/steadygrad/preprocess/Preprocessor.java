package io.steadygrad.preprocess;

import java.util.List;

/**
 * One step of preprocessing, as a study file names it: {@code standardize}, {@code sparsify(fraction=0.5)}. What it must know about the data it
 * learns from the training rows alone.
 */
public interface Preprocessor {

    /**
     * Learns from the training rows.
     *
     * @throws IllegalArgumentException if rows of this shape cannot be treated so
     */
    RowChange fit(TrainingRows rows);

    /**
     * Whether rows come out in another shape. From the first such step on, everything is done batch by batch, because larger rows
     * of a whole data set may not fit in memory.
     */
    default boolean reshapes() {
        return false;
    }

    /** A fitted step: a pure function of one row. */
    interface RowChange {

        /** Writes the changed row; {@code from} and {@code to} may be the same array unless the step reshapes. */
        void apply(float[] from, float[] to);

        /** The shape that a row of this shape comes out in. */
        default List<Integer> shape(List<Integer> before) {
            return before;
        }
    }
}
