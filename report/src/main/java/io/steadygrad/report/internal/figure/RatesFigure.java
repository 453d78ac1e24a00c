package io.steadygrad.report.internal.figure;

import io.steadygrad.comparison.LearningRates;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.view.Against;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Metric;
import io.steadygrad.report.internal.view.RatedRun;
import io.steadygrad.report.internal.view.Words;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;

/**
 * The final metric over learning rates, a panel per method: every run, medians joined, diverged runs as crosses at the worse edge;
 * below, the usable stretch as a bar; dashed red, where half of the runs diverge.
 */
final class RatesFigure {

    private static final int COLUMNS = 3;
    private static final double WIDE = 190;
    private static final double TALL = 130;
    private static final double PITCH = TALL + 76;

    private RatesFigure() {}

    static Drawing of(Case one, List<Against.Scan> scans, ToIntFunction<String> color) {
        Metric metric = scans.get(0).metric();
        int rows = (scans.size() + COLUMNS - 1) / COLUMNS;
        Drawing drawing = new Drawing(
                60 + (WIDE + 16) * Math.min(COLUMNS, scans.size()) + 6,
                30 + PITCH * rows,
                metric.words() + " over learning rates on " + one.workload().name());
        drawing.bold(
                Drawing.fitted(one.workload().name() + ": " + metric.words(), 13, drawing.width() - 24),
                12,
                15,
                13,
                Palette.INK,
                Anchor.START);
        double[] values = DoubleStream.concat(
                        scans.stream()
                                .flatMap(scan -> scan.runs().values().stream())
                                .flatMap(List::stream)
                                .mapToDouble(RatedRun::value),
                        scans.stream()
                                .flatMap(scan -> scan.numbers().rates().stream())
                                .mapToDouble(LearningRates.Rate::median))
                .toArray();
        Double bound = metric.bound();
        Scale up = Scale.over(values, bound == null ? Double.NaN : bound);
        double[] rates = scans.stream()
                .flatMap(scan -> scan.numbers().rates().stream())
                .mapToDouble(LearningRates.Rate::rate)
                .sorted()
                .toArray();
        Scale across = new Scale(rates[0] / 1.6, rates[rates.length - 1] * 1.6, true);
        for (int i = 0; i < scans.size(); i++) {
            Panel panel = new Panel(
                    drawing, 60 + (WIDE + 16) * (i % COLUMNS), 46 + PITCH * (i / COLUMNS), WIDE, TALL, across, up);
            panel(
                    panel,
                    scans.get(i),
                    metric,
                    color.applyAsInt(scans.get(i).numbers().method()),
                    i % COLUMNS == 0);
        }
        return drawing;
    }

    private static void panel(Panel panel, Against.Scan scan, Metric metric, int color, boolean labelled) {
        Drawing drawing = panel.drawing();
        LearningRates numbers = scan.numbers();
        drawing.text(
                Drawing.fitted(scan.label(), 10.5, WIDE),
                panel.left(),
                panel.top() - 9,
                10.5,
                Palette.INK,
                Anchor.START);
        panel.frame(4);
        if (labelled) {
            panel.labelsUp(4);
        }
        panel.labelsAcross(3, "");
        Double bound = metric.bound();
        if (bound != null) {
            drawing.dashed(panel.left(), panel.y(bound), panel.left() + WIDE, panel.y(bound), Palette.SOFT, 1);
        }
        if (Double.isFinite(numbers.halfDiverged())) {
            double x = panel.x(numbers.halfDiverged());
            drawing.dashed(x, panel.top(), x, panel.top() + TALL, Palette.BAD, 1.3);
        }
        double[] xs =
                numbers.rates().stream().mapToDouble(LearningRates.Rate::rate).toArray();
        double[] medians =
                numbers.rates().stream().mapToDouble(LearningRates.Rate::median).toArray();
        panel.line(xs, medians, color, 1.8, 1);
        double edge = metric.higherIsBetter() ? panel.top() + TALL : panel.top();
        scan.runs().forEach((rate, runs) -> runs(panel, runs, metric, rate, color, edge));
        usable(panel, numbers.usable(), color);
        drawing.text(
                "learning rate",
                panel.left() + WIDE / 2,
                panel.top() + TALL + 46,
                Panel.SMALL,
                Palette.INK,
                Anchor.MIDDLE);
    }

    private static void runs(Panel panel, List<RatedRun> runs, Metric metric, double rate, int color, double edge) {
        int n = runs.size();
        for (int i = 0; i < n; i++) {
            RatedRun run = runs.get(i);
            double x = panel.x(rate) + (n == 1 ? 0 : ((i * 7) % n / (double) (n - 1) - 0.5) * 12);
            if (run.diverged()) {
                panel.drawing().cross(x, edge, 2.6, Palette.BAD, 1.3);
            } else if (Double.isFinite(run.value())) {
                boolean filled = run.reached() || metric.bound() == null;
                panel.drawing().disc(x, panel.y(run.value()), 2.4, filled ? color : Palette.PAPER, color);
            }
        }
    }

    private static void usable(Panel panel, LearningRates.@org.jspecify.annotations.Nullable Usable usable, int color) {
        if (usable == null || !Double.isFinite(usable.low()) || !Double.isFinite(usable.high())) {
            return;
        }
        double y = panel.top() + TALL + 22;
        double from = panel.x(usable.low());
        double to = Math.max(from + 1, panel.x(usable.high()));
        panel.drawing().line(from, y, to, y, color, 4);
        panel.drawing()
                .text(
                        (usable.openLow() || usable.openHigh() ? "\u2265 " : "") + Words.number(usable.decades())
                                + " decades",
                        (from + to) / 2,
                        y + 10,
                        8.5,
                        Palette.SOFT,
                        Anchor.MIDDLE);
    }
}
