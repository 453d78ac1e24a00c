package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cell;
import java.util.ArrayList;
import java.util.List;

/** Success rate of each method on each workload, in the workload's baseline setting. */
final class OverviewFigure {

    private static final double LEFT = 150;
    private static final double WIDE = 62;
    private static final double HIGH = 30;
    private static final double TOP = 48;
    private static final double LINE = 11;

    private OverviewFigure() {}

    static Drawing of(List<Case> cases, List<String> methods) {
        List<List<String>> names = methods.stream().map(OverviewFigure::lines).toList();
        int most = names.stream().mapToInt(List::size).max().orElse(1);
        double top = TOP + LINE * (most - 1);
        Drawing drawing = new Drawing(
                LEFT + WIDE * methods.size() + 14,
                top + HIGH * cases.size() + 34,
                "Success rate by workload and method");
        drawing.bold("Runs that reached the target", 12, 15, 13, Palette.INK, Anchor.START);
        for (int column = 0; column < methods.size(); column++) {
            List<String> name = names.get(column);
            for (int line = 0; line < name.size(); line++) {
                drawing.text(
                        name.get(line),
                        LEFT + WIDE * (column + 0.5),
                        top - 10 - LINE * (name.size() - 1 - line),
                        Panel.SMALL,
                        Palette.INK,
                        Anchor.MIDDLE);
            }
        }
        for (int row = 0; row < cases.size(); row++) {
            Case one = cases.get(row);
            double y = top + HIGH * row;
            drawing.text(
                    Drawing.fitted(one.workload().name(), 10.5, LEFT - 22),
                    LEFT - 8,
                    y + HIGH / 2,
                    10.5,
                    Palette.INK,
                    Anchor.END);
            for (int column = 0; column < methods.size(); column++) {
                String method = methods.get(column);
                List<Cell> cells = one.baselineCells().stream()
                        .filter(cell -> cell.method().equals(method) && cell.standard())
                        .toList();
                cell(drawing, LEFT + WIDE * column, y, cells, one.workload().target() != null);
            }
        }
        drawing.text(
                "crosses: runs that diverged",
                LEFT,
                top + HIGH * cases.size() + 14,
                Panel.SMALL,
                Palette.SOFT,
                Anchor.START);
        return drawing;
    }

    /** A method's name in lines that fit its column, broken behind the signs that join words. */
    static List<String> lines(String name) {
        double room = WIDE - 4;
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : name.split("(?<=[_ \\-./,(])")) {
            if (!line.isEmpty() && Drawing.widthOf(line + word, Panel.SMALL) > room) {
                lines.add(line.strip());
                line = "";
            }
            line += word;
        }
        lines.add(line.strip());
        return lines.stream()
                .map(each -> Drawing.fitted(each, Panel.SMALL, room))
                .toList();
    }

    private static void cell(Drawing drawing, double x, double y, List<Cell> cells, boolean target) {
        int n = 0;
        long good = 0;
        long diverged = 0;
        for (Cell cell : cells) {
            n += cell.outcome().n();
            diverged += cell.count(Status.DIVERGED);
            good += target ? cell.outcome().reached() : cell.outcome().n() - cell.count(Status.DIVERGED);
        }
        if (n == 0) {
            drawing.text("\u00b7", x + WIDE / 2, y + HIGH / 2, 10, Palette.SOFT, Anchor.MIDDLE);
            return;
        }
        double share = (double) good / n;
        drawing.box(x + 1, y + 1, WIDE - 2, HIGH - 2, Palette.shade(share), 1);
        int ink = Palette.onShade(share);
        drawing.text(good + "/" + n, x + WIDE / 2, y + (diverged > 0 ? 10 : HIGH / 2), 10.5, ink, Anchor.MIDDLE);
        if (diverged > 0) {
            drawing.cross(x + WIDE / 2 - 6, y + 22, 2.3, ink, 1.1);
            drawing.text(Long.toString(diverged), x + WIDE / 2 + 2, y + 22, 9, ink, Anchor.START);
        }
    }
}
