package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.Metric;
import io.steadygrad.report.internal.view.Outcome;
import java.util.List;
import java.util.function.ToIntFunction;

/** Every run of every method on one workload, in its baseline setting. */
final class VerdictFigure {

    private static final double LEFT = 206;
    private static final double WIDE = 294;
    private static final double ROW = 24;
    private static final double TOP = 44;

    private VerdictFigure() {}

    static Drawing of(Case one, ToIntFunction<Cell> color) {
        List<Cell> cells = one.baselineCells();
        Metric metric = one.metric();
        Drawing drawing = new Drawing(
                680,
                TOP + ROW * cells.size() + 62,
                "Final " + metric.words() + " of every run on " + one.workload().name());
        drawing.bold(Drawing.fitted(one.workload().name(), 13, 560), 12, 15, 13, Palette.INK, Anchor.START);
        double[] values = cells.stream()
                .flatMap(cell -> cell.trials().stream())
                .mapToDouble(trial -> trial.metric(metric.name()))
                .toArray();
        Double bound = metric.bound();
        Scale scale = Scale.over(values, bound == null ? Double.NaN : bound);
        Panel panel = new Panel(drawing, LEFT, TOP, WIDE, ROW * cells.size(), scale, new Scale(0, 1, false));
        drawing.text("diverged", 520, TOP - 10, Panel.SMALL, Palette.BAD, Anchor.MIDDLE);
        drawing.text(
                one.workload().target() == null ? "finite" : "reached",
                582,
                TOP - 10,
                Panel.SMALL,
                Palette.SOFT,
                Anchor.MIDDLE);
        drawing.text("95 % of rate", 640, TOP - 10, Panel.SMALL, Palette.SOFT, Anchor.MIDDLE);
        for (double tick : scale.ticks(5)) {
            drawing.line(panel.x(tick), TOP, panel.x(tick), TOP + panel.height(), Palette.FAINT, 0.8);
        }
        if (bound != null) {
            drawing.dashed(panel.x(bound), TOP - 4, panel.x(bound), TOP + panel.height(), Palette.SOFT, 1);
            drawing.text("target", panel.x(bound), TOP - 10, Panel.SMALL, Palette.SOFT, Anchor.MIDDLE);
        }
        for (int row = 0; row < cells.size(); row++) {
            row(panel, TOP + ROW * (row + 0.5), cells.get(row), one, color.applyAsInt(cells.get(row)));
        }
        drawing.line(LEFT, TOP + panel.height(), LEFT + WIDE, TOP + panel.height(), Palette.LINE, 1);
        panel.labelsAcross(5, "final " + metric.words());
        drawing.text(
                "filled: met the target; ring: missed it; bar: 95 % interval of the interquartile mean; tick: median",
                12, drawing.height() - 10, 9, Palette.SOFT, Anchor.START);
        return drawing;
    }

    private static void row(Panel panel, double y, Cell cell, Case one, int color) {
        Drawing drawing = panel.drawing();
        Outcome outcome = cell.outcome();
        drawing.text(Drawing.fitted(cell.label(), 10.5, LEFT - 30), LEFT - 8, y, 10.5, Palette.INK, Anchor.END);
        drawing.line(panel.left(), y, panel.left() + panel.width(), y, Palette.FAINT, 0.8);
        if (Double.isFinite(outcome.iqmLow())) {
            double from = panel.x(outcome.iqmLow());
            drawing.rounded(from, y - 4.5, Math.max(1.5, panel.x(outcome.iqmHigh()) - from), 9, 2.5, color, 0.25);
        }
        int n = cell.trials().size();
        for (int i = 0; i < n; i++) {
            Trial trial = cell.trials().get(i);
            double value = trial.metric(one.metric().name());
            if (Double.isFinite(value) && trial.status() != Status.DIVERGED) {
                double jitter = n == 1 ? 0 : ((i * 7) % n / (double) (n - 1) - 0.5) * 11;
                boolean filled = trial.reachedTarget() || one.workload().target() == null;
                drawing.disc(panel.x(value), y + jitter, 2.8, filled ? color : Palette.PAPER, color);
            }
        }
        if (Double.isFinite(outcome.median())) {
            double x = panel.x(outcome.median());
            drawing.line(x, y - 8, x, y + 8, Palette.INK, 1.8);
        }
        long diverged = cell.count(Status.DIVERGED);
        for (int i = 0; i < Math.min(6, diverged); i++) {
            drawing.cross(520 + (i - (Math.min(6, diverged) - 1) / 2.0) * 8, y, 2.5, Palette.BAD, 1.4);
        }
        if (diverged > 6) {
            drawing.text(Long.toString(diverged), 552, y, Panel.SMALL, Palette.BAD, Anchor.MIDDLE);
        }
        long good = one.workload().target() == null ? outcome.n() - diverged : outcome.reached();
        drawing.text(good + " of " + outcome.n(), 582, y, 10, Palette.INK, Anchor.MIDDLE);
        if (one.workload().target() != null && outcome.n() > 0) {
            drawing.text(
                    Math.round(100 * outcome.low()) + "\u2013" + Math.round(100 * outcome.high()) + " %",
                    640,
                    y,
                    Panel.SMALL,
                    Palette.SOFT,
                    Anchor.MIDDLE);
        }
    }
}
