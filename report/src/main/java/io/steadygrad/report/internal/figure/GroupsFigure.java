package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.Grouping;
import io.steadygrad.report.internal.view.Metric;
import java.util.List;

/** Every run's final metric by method (rows) and the levels of one factor (colours). */
final class GroupsFigure {

    private static final double LEFT = 150;
    private static final double WIDTH = 430;

    private GroupsFigure() {}

    static Drawing of(Grouping group) {
        List<Cell> cells = group.cells();
        Metric metric = group.one().metric();
        List<String> rows = cells.stream().map(Cell::label).distinct().toList();
        List<String> levels = cells.stream().map(group::level).distinct().toList();
        double pitch = 11;
        double band = pitch * levels.size() + 12;
        double top = 38 + 15 * levels.size();
        String workload = group.one().workload().name();
        Drawing drawing = new Drawing(
                660,
                top + band * rows.size() + 44,
                "Final " + metric.words() + " on " + workload + " by method and " + group.factor());
        drawing.bold(Drawing.fitted(workload, 13, 600), 12, 15, 13, Palette.INK, Anchor.START);
        for (int level = 0; level < levels.size(); level++) {
            drawing.disc(LEFT + 4, 36 + 15 * level, 3.4, Palette.of(level), Palette.of(level));
            drawing.text(
                    Drawing.fitted(levels.get(level), 10, 420),
                    LEFT + 14,
                    36 + 15 * level,
                    10,
                    Palette.INK,
                    Anchor.START);
        }
        double[] values = cells.stream()
                .flatMap(cell -> cell.trials().stream())
                .mapToDouble(trial -> trial.metric(metric.name()))
                .toArray();
        Double bound = metric.bound();
        Scale scale = Scale.over(values, bound == null ? Double.NaN : bound);
        Panel panel = new Panel(drawing, LEFT, top, WIDTH, band * rows.size(), scale, new Scale(0, 1, false));
        for (double tick : scale.ticks(6)) {
            drawing.line(panel.x(tick), top, panel.x(tick), top + panel.height(), Palette.FAINT, 0.8);
        }
        if (bound != null) {
            drawing.dashed(panel.x(bound), top, panel.x(bound), top + panel.height(), Palette.SOFT, 1);
        }
        for (int row = 0; row < rows.size(); row++) {
            double middle = top + band * (row + 0.5);
            drawing.line(LEFT, top + band * (row + 1), LEFT + WIDTH, top + band * (row + 1), Palette.LINE, 0.8);
            drawing.text(Drawing.fitted(rows.get(row), 10.5, 132), LEFT - 8, middle, 10.5, Palette.INK, Anchor.END);
            for (Cell cell : cells) {
                if (cell.label().equals(rows.get(row))) {
                    int level = levels.indexOf(group.level(cell));
                    cell(panel, middle + (level - (levels.size() - 1) / 2.0) * pitch, cell, group, Palette.of(level));
                }
            }
        }
        panel.labelsAcross(6, "final " + metric.words());
        return drawing;
    }

    private static void cell(Panel panel, double y, Cell cell, Grouping group, int color) {
        Drawing drawing = panel.drawing();
        boolean target = group.one().workload().target() != null;
        for (Trial trial : cell.trials()) {
            double value = trial.metric(group.one().metric().name());
            if (Double.isFinite(value) && trial.status() != Status.DIVERGED) {
                boolean filled = trial.reachedTarget() || !target;
                drawing.disc(panel.x(value), y, 2.7, filled ? color : Palette.PAPER, color);
            }
        }
        double median = cell.outcome().median();
        if (Double.isFinite(median)) {
            drawing.line(panel.x(median), y - 5, panel.x(median), y + 5, color, 2);
        }
        long diverged = cell.count(Status.DIVERGED);
        if (diverged > 0) {
            double x = panel.left() + panel.width() + 14;
            drawing.cross(x, y, 2.6, Palette.BAD, 1.4);
            drawing.text(Long.toString(diverged), x + 8, y, Panel.SMALL, Palette.BAD, Anchor.START);
        }
    }
}
