package io.steadygrad.report.internal.figure;

import io.steadygrad.comparison.Estimate;
import io.steadygrad.comparison.PairComparison;
import io.steadygrad.comparison.Success;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.view.Against;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cell;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Each method against the baseline on one workload: success rates with Wilson's intervals, the chance to be better, p and verdict. */
final class VersusFigure {

    private static final double ROW = 30;
    private static final double TOP = 56;
    private static final double RATE = 160;
    private static final double BETTER = 340;
    private static final double WIDE = 150;

    private VersusFigure() {}

    static Drawing of(Case one, List<Against.Pair> pairs, ToIntFunction<Cell> color) {
        double bottom = TOP + ROW * pairs.size();
        String baseline = pairs.get(0).numbers().baseline();
        Drawing drawing = new Drawing(
                700,
                bottom + 56,
                "Methods against " + baseline + " on " + one.workload().name());
        drawing.bold(
                Drawing.fitted(one.workload().name() + ", against " + baseline, 13, 660),
                12,
                15,
                13,
                Palette.INK,
                Anchor.START);
        head(drawing, "reached the target", RATE + WIDE / 2);
        head(drawing, "P(better)", BETTER + WIDE / 2);
        head(drawing, "p success", 530);
        head(drawing, "p metric", 586);
        head(drawing, "verdict", 650);
        for (double left : new double[] {RATE, BETTER}) {
            for (double tick : new double[] {0, 0.25, 0.5, 0.75, 1}) {
                double x = left + WIDE * tick;
                drawing.line(x, TOP - 6, x, bottom, Palette.FAINT, 0.8);
                drawing.text(
                        tick == 0 || tick == 1 ? Integer.toString((int) tick) : hundredths(tick),
                        x,
                        bottom + 11,
                        Panel.SMALL,
                        Palette.SOFT,
                        Anchor.MIDDLE);
            }
        }
        drawing.dashed(BETTER + WIDE / 2, TOP - 6, BETTER + WIDE / 2, bottom, Palette.SOFT, 1);
        for (int i = 0; i < pairs.size(); i++) {
            row(drawing, pairs.get(i), TOP + ROW * (i + 0.5), color);
        }
        drawing.text(
                "upper: the method; lower, grey: " + Drawing.fitted(baseline, 9, 120)
                        + "; bars: 95 % intervals; p: two-sided, Holm-corrected; - : could not have reached .05",
                12,
                bottom + 40,
                9,
                Palette.SOFT,
                Anchor.START);
        return drawing;
    }

    private static void head(Drawing drawing, String text, double x) {
        drawing.text(text, x, TOP - 16, Panel.SMALL, Palette.SOFT, Anchor.MIDDLE);
    }

    private static void row(Drawing drawing, Against.Pair pair, double y, ToIntFunction<Cell> color) {
        PairComparison numbers = pair.numbers();
        Cell cell = pair.cell();
        int ink = cell == null ? Palette.INK : color.applyAsInt(cell);
        drawing.line(12, y + ROW / 2, 690, y + ROW / 2, Palette.FAINT, 0.8);
        drawing.text(
                Drawing.fitted(cell == null ? numbers.method() : cell.label(), 10.5, 138),
                RATE - 10,
                y,
                10.5,
                Palette.INK,
                Anchor.END);
        success(drawing, numbers.runs().success(), y - 5, ink);
        success(drawing, numbers.baselineRuns().success(), y + 5, Palette.SOFT);
        Estimate better = numbers.improvement();
        interval(drawing, BETTER, better.value(), better.low(), better.high(), y, ink);
        boolean paired = numbers.pairs() >= PairComparison.FEWEST;
        drawing.text(p(numbers.fisher().adjusted()), 530, y, 10, Palette.INK, Anchor.MIDDLE);
        drawing.text(
                p((paired ? numbers.wilcoxon() : numbers.mannWhitney()).adjusted()),
                586,
                y,
                10,
                Palette.INK,
                Anchor.MIDDLE);
        String verdict = numbers.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        boolean none = numbers.noneReachesTarget();
        drawing.bold(verdict, 650, none ? y - 5 : y, 10, none ? Palette.SOFT : Palette.INK, Anchor.MIDDLE);
        if (none) {
            drawing.text("neither on target", 650, y + 6, 8, Palette.SOFT, Anchor.MIDDLE);
        }
    }

    private static void success(Drawing drawing, @Nullable Success success, double y, int ink) {
        if (success != null) {
            interval(drawing, RATE, success.rate(), success.low(), success.high(), y, ink);
        }
    }

    private static void interval(
            Drawing drawing, double left, double value, double low, double high, double y, int ink) {
        if (Double.isFinite(low) && Double.isFinite(high)) {
            drawing.rounded(left + WIDE * low, y - 2, Math.max(1, WIDE * (high - low)), 4, 2, ink, 0.4);
        }
        if (Double.isFinite(value)) {
            drawing.disc(left + WIDE * value, y, 3, ink, ink);
        }
    }

    /** {@code .02}, {@code < .001}; around .05 three digits; a dash for none. */
    private static String p(double p) {
        return Double.isNaN(p)
                ? "-"
                : p < 0.001
                        ? "< .001"
                        : String.format(Locale.ROOT, p < 0.0095 || Math.abs(p - 0.05) < 0.005 ? "%.3f" : "%.2f", p)
                                .replaceFirst("^0\\.", ".");
    }

    private static String hundredths(double share) {
        return String.format(Locale.ROOT, "%.2f", share)
                .replaceFirst("^0\\.", ".")
                .replaceFirst("0$", "");
    }
}
