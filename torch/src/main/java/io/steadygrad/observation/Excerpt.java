package io.steadygrad.observation;

import io.steadygrad.gradient.Elements;
import io.steadygrad.torch.TensorElements;
import org.bytedeco.pytorch.Tensor;

/**
 * Numbers of a batch that stand for all of it: every one where they are few, else evenly spaced columns of evenly spaced rows,
 * always the same for the same shape. A row is what belongs to one element of the first dimension.
 */
final class Excerpt {
    /** Most numbers; enough for a hundredth's precision, few enough to stay in the cache. */
    static final int MOST = 1 << 16;
    /** Rows that are always taken, where there are so many. */
    private static final int ROWS = 64;

    private double[] values = new double[0];
    private int rows;
    private int columns;
    private int stride;
    private long size;
    private long units;
    private long places;

    /** Reads a contiguous tensor of at least one dimension. */
    void read(Tensor tensor) {
        size = tensor.numel();
        long dimensions = tensor.dim();
        long batch = dimensions == 0 ? 1 : tensor.size(0);
        boolean image = dimensions >= 4;
        units = image ? tensor.size(1) : dimensions < 2 ? 1 : tensor.size(-1);
        int width = batch == 0 ? 0 : Math.toIntExact(size / batch);
        places = image && units > 0 ? width / units : 1;
        boolean all = size <= MOST;
        rows = Math.toIntExact(all ? batch : Math.min(batch, ROWS));
        int wanted = all ? width : Math.min(width, MOST / rows);
        // An odd stride visits every place of an image and every unit in turn, whose numbers are mostly powers of 2.
        stride = all ? 1 : (width + wanted - 1) / wanted | 1;
        columns = width == 0 ? 0 : (width - 1) / stride + 1;
        if (values.length < rows * columns) {
            values = new double[rows * columns];
        }
        if (size > 0) {
            Elements elements = TensorElements.of(tensor);
            if (all) {
                elements.read(0, values, rows * columns);
                return;
            }
            for (int r = 0; r < rows; r++) {
                int from = Math.toIntExact(batch * r / rows) * width;
                elements.gather(from, stride, values, r * columns, columns);
            }
        }
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** Row by row; valid until the next reading, and only so far as there are rows and columns. */
    double[] values() {
        return values;
    }

    /** Sum of the squares of the whole tensor, extrapolated from what was read. */
    double squares() {
        int count = rows * columns;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            squares += values[i] * values[i];
        }
        return count == 0 ? 0 : squares * size / count;
    }

    /** Units of the whole tensor: channels of an image, else the last dimension. */
    long units() {
        return units;
    }

    /** To which unit a column belongs. */
    int unit(int column) {
        long entry = (long) column * stride;
        return (int) (places > 1 ? entry / places : entry % Math.max(1, units));
    }
}
