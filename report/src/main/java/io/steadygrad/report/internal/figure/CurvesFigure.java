package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.Curve;
import io.steadygrad.report.internal.view.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;

/** Training loss over steps, a panel per method: every run, the median over seeds, the band between the quartiles. */
final class CurvesFigure {

    private static final int COLUMNS = 4;
    private static final double LEFT = 58;
    private static final double WIDTH = 145;
    private static final double HEIGHT = 104;
    private static final double GAP_X = 14;
    private static final double GAP_Y = 34;
    /** A run may leave the plot this many times above where runs start. */
    private static final double HEADROOM = 1e3;

    private static final double A_DECADE = 10;

    private CurvesFigure() {}

    static Drawing of(Case one, Map<Integer, Map<String, Curve>> curves, ToIntFunction<Cell> color) {
        List<Cell> cells = one.baselineCells().stream()
                .filter(cell -> curves.getOrDefault(cell.id(), Map.of()).containsKey("loss"))
                .toList();
        int columns = Math.max(1, Math.min(COLUMNS, cells.size()));
        int rows = (cells.size() + columns - 1) / columns;
        Drawing drawing = new Drawing(
                LEFT + columns * (WIDTH + GAP_X) + 10,
                48 + rows * (HEIGHT + GAP_Y) + 16,
                "Training loss over steps on " + one.workload().name());
        drawing.bold(
                Drawing.fitted(one.workload().name(), 13, drawing.width() - 24), 12, 15, 13, Palette.INK, Anchor.START);
        List<Curve> all = cells.stream().map(cell -> curve(curves, cell)).toList();
        Scale up = loss(all);
        double last = all.stream()
                .flatMap(curve -> curve.runs().stream())
                .mapToDouble(run -> run.step()[run.step().length - 1])
                .max()
                .orElse(1);
        for (int i = 0; i < cells.size(); i++) {
            Panel panel = new Panel(
                    drawing,
                    LEFT + (i % columns) * (WIDTH + GAP_X),
                    48 + (i / columns) * (HEIGHT + GAP_Y),
                    WIDTH,
                    HEIGHT,
                    new Scale(0, last, false),
                    up);
            panel(panel, cells.get(i), all, i, color.applyAsInt(cells.get(i)));
            if (i % columns == 0) {
                panel.labelsUp(4);
            }
            if (i + columns >= cells.size()) {
                panel.labelsAcross(3, "step");
            }
        }
        drawing.upwards("training loss", 12, 48 + (rows * (HEIGHT + GAP_Y) - GAP_Y) / 2, 10.5, Palette.INK);
        return drawing;
    }

    private static void panel(Panel panel, Cell cell, List<Curve> all, int own, int color) {
        Drawing drawing = panel.drawing();
        drawing.bold(
                Drawing.fitted(cell.label(), 10.5, WIDTH), panel.left(), panel.top() - 9, 10.5, color, Anchor.START);
        panel.frame(4);
        for (int i = 0; i < all.size(); i++) {
            if (i != own) {
                panel.line(all.get(i).step(), all.get(i).median(), Palette.GHOST, 0.8, 0.8);
            }
        }
        Curve curve = all.get(own);
        panel.band(curve.step(), curve.low(), curve.high(), color, 0.2);
        for (Curve.RunCurve run : curve.runs()) {
            panel.line(steps(run), run.value(), color, 0.6, 0.5);
        }
        panel.line(curve.step(), curve.median(), color, 1.8, 1);
        curve.marks().forEach(mark -> mark(panel, mark, color));
        for (Curve.RunCurve run : curve.runs()) {
            if (run.status().equals("diverged")) {
                double end = Arrays.stream(run.value())
                        .filter(Double::isFinite)
                        .reduce((first, second) -> second)
                        .orElse(panel.up().high());
                double inside = Math.max(panel.up().low(), Math.min(panel.up().high(), end));
                drawing.cross(panel.x(run.step()[run.step().length - 1]), panel.y(inside), 2.8, Palette.BAD, 1.5);
            }
        }
    }

    /** A dashed line at a step that a claim speaks of, with the median loss there. */
    private static void mark(Panel panel, Curve.Marked mark, int color) {
        Drawing drawing = panel.drawing();
        double x = panel.x(mark.step());
        boolean known = Double.isFinite(mark.median());
        String label = "step " + mark.step() + (known ? ": " + Words.number(mark.median()) : "");
        double wide = Drawing.widthOf(label, Panel.SMALL);
        boolean right = x + 4 + wide <= panel.left() + panel.width();
        drawing.dashed(x, panel.top(), x, panel.top() + panel.height(), Palette.SOFT, 0.9);
        double y = panel.y(mark.median());
        if (known && y >= panel.top() && y <= panel.top() + panel.height()) {
            drawing.disc(x, y, 2.4, Palette.PAPER, color);
        }
        // Curves may pass below the label: it stands on paper.
        drawing.box(right ? x + 2 : x - 6 - wide, panel.top() + 1, wide + 4, 12, Palette.PAPER, 0.8);
        drawing.text(
                label,
                right ? x + 4 : x - 4,
                panel.top() + 7,
                Panel.SMALL,
                Palette.INK,
                right ? Anchor.START : Anchor.END);
    }

    /** Over what the runs show, logarithmic beyond a decade; but one that explodes does not flatten the others. */
    private static Scale loss(List<Curve> curves) {
        double[] values = curves.stream()
                .flatMap(curve -> curve.runs().stream())
                .flatMapToDouble(run -> Arrays.stream(run.value()))
                .filter(value -> value > 0 && Double.isFinite(value))
                .toArray();
        double[] firsts = curves.stream()
                .flatMap(curve -> curve.runs().stream())
                .flatMapToDouble(run -> DoubleStream.of(run.value()[0]))
                .filter(value -> value > 0 && Double.isFinite(value))
                .sorted()
                .toArray();
        if (values.length == 0) {
            return new Scale(0.1, 10, true);
        }
        double ceiling = firsts.length == 0 ? Double.MAX_VALUE : firsts[firsts.length / 2] * HEADROOM;
        double least = Arrays.stream(values).min().orElse(0.1);
        double high = Math.min(ceiling, Arrays.stream(values).max().orElse(1));
        if (high < A_DECADE * least) {
            double room = high > least ? 0.05 * (high - least) : 0.1 * high;
            return new Scale(Math.max(0, least - room), high + room, false);
        }
        double low = Math.max(high * 1e-12, least);
        return new Scale(
                Math.pow(10, Math.floor(Math.log10(low) * 4) / 4),
                Math.pow(10, Math.ceil(Math.log10(high) * 4 + 0.01) / 4),
                true);
    }

    private static double[] steps(Curve.RunCurve run) {
        return Arrays.stream(run.step()).mapToDouble(step -> step).toArray();
    }

    private static Curve curve(Map<Integer, Map<String, Curve>> curves, Cell cell) {
        return Objects.requireNonNull(curves.getOrDefault(cell.id(), Map.of()).get("loss"));
    }
}
