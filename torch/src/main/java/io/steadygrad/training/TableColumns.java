package io.steadygrad.training;

import io.steadygrad.gradient.Elements;
import io.steadygrad.torch.TensorElements;
import io.steadygrad.trace.Signals.Columns;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Reads a table of rows once, for what its columns look like. */
final class TableColumns {
    private final double[] first;
    private final double[] sum;
    private final double[] squares;
    private final long[] finite;
    private double largest;
    private double allSquares;

    private TableColumns(int columns) {
        first = new double[columns];
        sum = new double[columns];
        squares = new double[columns];
        finite = new long[columns];
    }

    /** @param table {@code [rows, ...]}, contiguous; integers are taken as numbers */
    static Columns of(Tensor table) {
        try (PointerScope scope = new PointerScope()) {
            Tensor numbers = table.is_floating_point() ? table : table.to(torch.ScalarType.Double);
            Elements elements = TensorElements.of(numbers.contiguous());
            int rows = Math.toIntExact(table.size(0));
            int width = Math.toIntExact(table.numel() / rows);
            TableColumns columns = new TableColumns(width);
            double[] row = new double[width];
            for (int r = 0; r < rows; r++) {
                elements.read(r * width, row, width);
                columns.add(row);
            }
            return columns.result(rows);
        }
    }

    private void add(double[] row) {
        for (int c = 0; c < row.length; c++) {
            double value = row[c];
            if (Double.isFinite(value)) {
                if (finite[c]++ == 0) {
                    first[c] = value;
                }
                double moved = value - first[c];
                sum[c] += moved;
                squares[c] += moved * moved;
                allSquares += value * value;
                largest = Math.max(largest, Math.abs(value));
            }
        }
    }

    private Columns result(long rows) {
        long all = 0;
        long constant = 0;
        double least = Double.NaN;
        double greatest = Double.NaN;
        for (int c = 0; c < first.length; c++) {
            all += finite[c];
            if (squares[c] == 0) {
                constant++;
                continue;
            }
            double mean = sum[c] / finite[c];
            double scale = Math.sqrt(Math.max(0, squares[c] / finite[c] - mean * mean));
            least = Double.isNaN(least) ? scale : Math.min(least, scale);
            greatest = Double.isNaN(greatest) ? scale : Math.max(greatest, scale);
        }
        return new Columns(
                rows,
                first.length,
                rows * first.length - all,
                constant,
                largest,
                Math.sqrt(allSquares / all),
                least,
                greatest);
    }
}
