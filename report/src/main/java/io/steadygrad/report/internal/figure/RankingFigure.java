package io.steadygrad.report.internal.figure;

import io.steadygrad.comparison.Ranking;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.view.Words;
import java.util.List;
import java.util.function.ToIntFunction;

/** Critical-difference diagram (Demsar 2006): mean ranks on a line, best at the left; a bar joins methods that these runs do not tell apart. */
final class RankingFigure {

    private static final double WIDTH = 640;
    private static final double FROM = 170;
    private static final double TO = WIDTH - 170;
    private static final double AXIS = 74;
    private static final double PITCH = 18;

    private RankingFigure() {}

    static Drawing of(Ranking ranking, ToIntFunction<String> color) {
        List<Ranking.Ranked> methods = ranking.methods();
        int n = methods.size();
        int left = (n + 1) / 2;
        double first = AXIS + 20 + 8 * ranking.groups().size();
        Drawing drawing = new Drawing(WIDTH, first + PITCH * left + 10, "Mean ranks of methods over workloads");
        String title = "Mean rank over " + Words.count(ranking.problems().size(), "workload")
                + (ranking.optimizer() == null ? "" : ", " + ranking.optimizer()) + " (1 is best)";
        drawing.bold(Drawing.fitted(title, 13, 600), 12, 15, 13, Palette.INK, Anchor.START);
        criticalDifference(drawing, ranking, n);
        drawing.line(FROM, AXIS, TO, AXIS, Palette.SOFT, 1.2);
        for (int rank = 1; rank <= n; rank++) {
            drawing.line(x(rank, n), AXIS - 5, x(rank, n), AXIS, Palette.SOFT, 1);
            drawing.text(Integer.toString(rank), x(rank, n), AXIS - 12, Panel.SMALL, Palette.SOFT, Anchor.MIDDLE);
        }
        for (int i = 0; i < ranking.groups().size(); i++) {
            List<String> group = ranking.groups().get(i);
            double[] ranks = methods.stream()
                    .filter(method -> group.contains(method.method()))
                    .mapToDouble(Ranking.Ranked::meanRank)
                    .sorted()
                    .toArray();
            double y = AXIS + 10 + 8 * i;
            if (ranks.length > 1) {
                drawing.line(x(ranks[0], n) - 4, y, x(ranks[ranks.length - 1], n) + 4, y, Palette.INK, 3.6);
            }
        }
        for (int i = 0; i < n; i++) {
            Ranking.Ranked method = methods.get(i);
            boolean isLeft = i < left;
            double y = first + PITCH * (isLeft ? i : n - 1 - i) + 4;
            double end = isLeft ? FROM - 10 : TO + 10;
            int ink = color.applyAsInt(method.method());
            double px = x(method.meanRank(), n);
            drawing.path(new double[] {px, AXIS, px, y, end, y}, ink, 1.4, 1);
            drawing.disc(px, AXIS, 3.4, ink, ink);
            drawing.text(
                    Drawing.fitted(method.method(), 10.5, 110) + "  " + Words.number(method.meanRank()),
                    isLeft ? end - 5 : end + 5,
                    y,
                    10.5,
                    Palette.INK,
                    isLeft ? Anchor.END : Anchor.START);
        }
        return drawing;
    }

    private static void criticalDifference(Drawing drawing, Ranking ranking, int n) {
        double length = (TO - FROM) * ranking.criticalDifference() / Math.max(1, n - 1);
        if (!Double.isFinite(length)) {
            return;
        }
        boolean fits = length <= TO - FROM;
        double end = FROM + Math.min(length, TO - FROM);
        drawing.line(FROM, 42, end, 42, Palette.INK, 2);
        drawing.line(FROM, 38, FROM, 46, Palette.INK, 2);
        if (fits) {
            drawing.line(end, 38, end, 46, Palette.INK, 2);
        }
        drawing.text(
                "critical difference " + Words.number(ranking.criticalDifference()) + (fits ? "" : " \u2192"),
                FROM - 10,
                42,
                Panel.SMALL,
                Palette.INK,
                Anchor.END);
    }

    private static double x(double rank, int n) {
        return n < 2 ? FROM : FROM + (TO - FROM) * (rank - 1) / (n - 1);
    }
}
