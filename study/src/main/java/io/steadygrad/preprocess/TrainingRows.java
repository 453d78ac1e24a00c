package io.steadygrad.preprocess;

import io.steadygrad.data.Samples;
import java.util.List;

/** The training rows as the steps before have left them, one at a time. */
public interface TrainingRows {

    int rows();

    /** Of one row. */
    List<Integer> shape();

    /** Copies a row; {@code into} is as long as the product of the shape. */
    void read(int row, float[] into);

    default int rowSize() {
        return shape().stream().reduce(1, Math::multiplyExact);
    }

    /** The inputs of samples, unchanged. */
    static TrainingRows of(Samples samples) {
        return new TrainingRows() {
            @Override
            public int rows() {
                return samples.rows();
            }

            @Override
            public List<Integer> shape() {
                return samples.featureShape();
            }

            @Override
            public void read(int row, float[] into) {
                System.arraycopy(samples.features(), row * into.length, into, 0, into.length);
            }
        };
    }

    /** These rows after one more step. */
    default TrainingRows after(Preprocessor.RowChange change) {
        TrainingRows before = this;
        List<Integer> shape = change.shape(shape());
        float[] row = new float[rowSize()];
        return new TrainingRows() {
            @Override
            public int rows() {
                return before.rows();
            }

            @Override
            public List<Integer> shape() {
                return shape;
            }

            @Override
            public void read(int index, float[] into) {
                before.read(index, row);
                change.apply(row, into);
            }
        };
    }
}
