package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** When runs diverged: a row per configuration that lost one, a cross per run. */
final class DivergenceFigure {

    private static final double LEFT = 270;
    private static final double WIDTH = 350;
    private static final double ROW = 17;
    private static final int MOST = 45;

    private DivergenceFigure() {}

    static Drawing of(List<Case> cases, List<Failure> failures) {
        Map<Integer, Cell> cells = new LinkedHashMap<>();
        Map<Integer, Case> caseOf = new LinkedHashMap<>();
        for (Case one : cases) {
            for (Cell cell : one.cells()) {
                if (failures.stream().anyMatch(failure -> failure.cell() == cell.id())) {
                    cells.put(cell.id(), cell);
                    caseOf.put(cell.id(), one);
                }
            }
        }
        List<Integer> shown = cells.keySet().stream().limit(MOST).toList();
        double[] steps = failures.stream().mapToDouble(DivergenceFigure::step).toArray();
        Scale across = Scale.decades(steps);
        Drawing drawing = new Drawing(LEFT + WIDTH + 60, 50 + ROW * shown.size() + 60, "Steps at which runs diverged");
        drawing.bold("When runs diverged", 12, 15, 13, Palette.INK, Anchor.START);
        Panel panel = new Panel(drawing, LEFT, 40, WIDTH, ROW * shown.size(), across, new Scale(0, 1, false));
        drawing.text("diverged", LEFT + WIDTH + 30, 28, Panel.SMALL, Palette.BAD, Anchor.MIDDLE);
        for (int row = 0; row < shown.size(); row++) {
            int id = shown.get(row);
            Cell cell = Objects.requireNonNull(cells.get(id));
            Case one = Objects.requireNonNull(caseOf.get(id));
            double y = 40 + ROW * (row + 0.5);
            String besides =
                    one.settings().get(cell.setting()).besides(one.settings().get(one.baseline()));
            String setting = besides.isEmpty() ? "" : " \u00b7 " + besides;
            drawing.text(
                    Drawing.fitted(cell.workload() + " \u00b7 " + cell.label() + setting, 10, LEFT - 20),
                    LEFT - 8,
                    y,
                    10,
                    Palette.INK,
                    Anchor.END);
            drawing.line(LEFT, y, LEFT + WIDTH, y, Palette.FAINT, 0.8);
            int lost = 0;
            for (Failure failure : failures) {
                if (failure.cell() == id) {
                    lost++;
                    double step = step(failure);
                    if (step > 0) {
                        drawing.cross(panel.x(step), y, 2.8, Palette.BAD, 1.4);
                    }
                }
            }
            drawing.text(lost + "/" + cell.outcome().n(), LEFT + WIDTH + 30, y, 10, Palette.BAD, Anchor.MIDDLE);
        }
        drawing.line(LEFT, 40 + panel.height(), LEFT + WIDTH, 40 + panel.height(), Palette.LINE, 1);
        panel.labelsAcross(6, "step at which the run diverged");
        if (cells.size() > MOST) {
            drawing.text(
                    (cells.size() - MOST) + " more configurations lost runs",
                    12,
                    drawing.height() - 10,
                    9,
                    Palette.SOFT,
                    Anchor.START);
        }
        return drawing;
    }

    private static double step(Failure failure) {
        Long step = failure.step() != null ? failure.step() : failure.gradientStep();
        return step == null ? Double.NaN : Math.max(1, step);
    }
}
