package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.view.LayerMap;
import io.steadygrad.report.internal.view.RunPicture;
import io.steadygrad.report.internal.view.Words;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Gradient norm by layer and step of one or two runs, with the same colours. */
final class LayersFigure {

    private static final double PLOT = 250;
    private static final double LEFT = 96;
    private static final int MOST_NAMES = 20;

    private LayersFigure() {}

    /** @param labels says which run each picture is */
    static Drawing of(String workload, List<RunPicture> pictures, List<String> labels) {
        int rows = pictures.stream()
                .mapToInt(p -> p.layers().layers().size())
                .max()
                .orElse(1);
        double height = Math.max(90, Math.min(300, rows * 16.0));
        double column = LEFT + PLOT + 18;
        Drawing drawing = new Drawing(
                column * pictures.size() + 6, height + 122, "Gradient norm by layer and step on " + workload);
        drawing.bold(Drawing.fitted(workload, 13, drawing.width() - 24), 12, 15, 13, Palette.INK, Anchor.START);
        double[] range = range(pictures);
        for (int i = 0; i < pictures.size(); i++) {
            one(drawing, i * column + LEFT, 46, height, pictures.get(i), labels.get(i), range);
        }
        double legend = height + 100;
        int[] ramp = IntStream.range(0, 128).map(k -> Palette.shade(k / 127.0)).toArray();
        drawing.raster(LEFT, legend - 5, 150, 10, 128, 1, ramp);
        drawing.text(Words.number(Math.pow(10, range[0])), LEFT - 5, legend, Panel.SMALL, Palette.SOFT, Anchor.END);
        drawing.text(
                Words.number(Math.pow(10, range[1])) + "   gradient L2 norm",
                LEFT + 155,
                legend,
                Panel.SMALL,
                Palette.SOFT,
                Anchor.START);
        double marks = pictures.size() > 1 ? column + LEFT : 12;
        double markY = pictures.size() > 1 ? legend : legend + 15;
        drawing.box(marks, markY - 5, 10, 10, Palette.BAD, 1);
        drawing.cross(marks + 5, markY, 2.5, Palette.PAPER, 1);
        drawing.text("not finite", marks + 15, markY, Panel.SMALL, Palette.SOFT, Anchor.START);
        drawing.box(marks + 85, markY - 5, 10, 10, Palette.ZERO, 1);
        drawing.text("exactly zero", marks + 100, markY, Panel.SMALL, Palette.SOFT, Anchor.START);
        return drawing;
    }

    private static void one(
            Drawing drawing, double left, double top, double height, RunPicture picture, String label, double[] range) {
        LayerMap map = picture.layers();
        int rows = map.layers().size();
        int columns = map.step().length;
        drawing.text(Drawing.fitted(label, 10.5, PLOT + LEFT - 10), left, top - 10, 10.5, Palette.INK, Anchor.START);
        int[] colors = new int[rows * columns];
        double cellWidth = PLOT / columns;
        double cellHeight = height / rows;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                colors[(rows - 1 - row) * columns + column] = color(map, row, column, range);
            }
        }
        drawing.raster(left, top, PLOT, height, columns, rows, colors);
        double radius = Math.min(4, Math.min(cellWidth, cellHeight) / 2 - 1);
        for (int cell = 0; radius > 1.2 && cell < rows * columns; cell++) {
            int row = cell / columns;
            if (map.code(row, cell % columns) == LayerMap.NON_FINITE) {
                drawing.cross(
                        left + (cell % columns + 0.5) * cellWidth,
                        top + (rows - 1 - row + 0.5) * cellHeight,
                        radius,
                        Palette.PAPER,
                        1);
            }
        }
        int every = (rows + MOST_NAMES - 1) / MOST_NAMES;
        for (int row = 0; row < rows; row += every) {
            String name = Drawing.fitted(map.layers().get(row), Panel.SMALL, LEFT - 14);
            drawing.text(
                    name, left - 5, top + (rows - 1 - row + 0.5) * cellHeight, Panel.SMALL, Palette.SOFT, Anchor.END);
        }
        int marks = Math.min(columns, 5);
        for (int i = 0; i < marks; i++) {
            int column = i * columns / marks;
            double x = left + column * cellWidth + (columns <= 40 ? cellWidth / 2 : 0);
            drawing.line(x, top + height, x, top + height + 3, Palette.LINE, 1);
            drawing.text(
                    Long.toString(map.step()[column]), x, top + height + 11, Panel.SMALL, Palette.SOFT, Anchor.MIDDLE);
        }
        drawing.text("step", left + PLOT / 2, top + height + 27, 10.5, Palette.INK, Anchor.MIDDLE);
    }

    private static int color(LayerMap map, int row, int column, double[] range) {
        int code = map.code(row, column);
        return switch (code) {
            case LayerMap.NOTHING -> Palette.NOTHING;
            case LayerMap.ZERO -> Palette.ZERO;
            case LayerMap.NON_FINITE -> Palette.BAD;
            default -> Palette.shade((map.log(code) - range[0]) / (range[1] - range[0]));
        };
    }

    /** The colours' range, as on the page: one run that explodes does not leave the other black. */
    private static double[] range(List<RunPicture> pictures) {
        double[] logs = pictures.stream()
                .flatMapToDouble(picture -> logs(picture.layers()))
                .sorted()
                .toArray();
        if (logs.length == 0) {
            return new double[] {-1, 1};
        }
        double middle = logs[logs.length / 2];
        double low = Math.max(middle - 8, logs[(int) (logs.length * 0.01)]);
        double high = Math.min(middle + 4, logs[(int) Math.ceil(logs.length * 0.99) - 1]);
        return high - low < 0.5 ? new double[] {low - 0.25, high + 0.25} : new double[] {low, high};
    }

    private static DoubleStream logs(LayerMap map) {
        byte[] codes = map.codes();
        return IntStream.range(0, codes.length)
                .map(i -> codes[i] & 0xff)
                .filter(code -> code > LayerMap.NON_FINITE)
                .mapToDouble(map::log);
    }
}
