package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.run.Series;
import io.steadygrad.report.internal.view.Control;
import io.steadygrad.report.internal.view.RunPicture;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Global gradient norm before and after control of one or two runs; below, the share of steps at which control engaged. */
final class ControlFigure {

    private static final double LEFT = 62;
    private static final double WIDTH = 280;
    private static final double HEIGHT = 150;

    private ControlFigure() {}

    static Drawing of(String workload, List<RunPicture> pictures, List<String> labels) {
        double column = LEFT + WIDTH + 16;
        Drawing drawing = new Drawing(
                column * pictures.size() + 6, HEIGHT + 172, "Gradient norm before and after control on " + workload);
        drawing.bold(Drawing.fitted(workload, 13, drawing.width() - 24), 12, 15, 13, Palette.INK, Anchor.START);
        for (int i = 0; i < pictures.size(); i++) {
            one(drawing, i * column + LEFT, pictures.get(i).control(), labels.get(i));
        }
        key(drawing, LEFT, HEIGHT + 158);
        return drawing;
    }

    private static void one(Drawing drawing, double left, Control control, String label) {
        double[] norms = Stream.of(control.before(), control.after(), control.threshold())
                .flatMapToDouble(series -> Arrays.stream(series.value()))
                .toArray();
        Scale up = Scale.decades(norms);
        Scale across = new Scale(0, Math.max(1, control.last()), false);
        Panel norm = new Panel(drawing, left, 50, WIDTH, HEIGHT, across, up);
        drawing.text(Drawing.fitted(label, 10.5, WIDTH), left, 36, 10.5, Palette.INK, Anchor.START);
        norm.frame(5);
        norm.labelsUp(5);
        drawing.upwards("gradient L2 norm", left - 46, 50 + HEIGHT / 2, 10.5, Palette.INK);
        for (int i = 0; i < Math.min(40, control.nonFinite().length); i++) {
            double x = norm.x(control.nonFinite()[i]);
            drawing.line(x, 50, x, 50 + HEIGHT, Palette.BAD, 1.2);
        }
        norm.line(steps(control.before()), control.before().value(), Palette.BEFORE, 1, 1);
        norm.line(steps(control.after()), control.after().value(), Palette.AFTER, 1, 1);
        double[] threshold = control.threshold().value();
        for (int i = 0; i + 1 < threshold.length; i++) {
            if (threshold[i] > 0 && threshold[i + 1] > 0) {
                drawing.dashed(
                        norm.x(control.threshold().step()[i]),
                        norm.y(threshold[i]),
                        norm.x(control.threshold().step()[i + 1]),
                        norm.y(threshold[i + 1]),
                        Palette.SOFT,
                        0.9);
            }
        }
        for (long step : control.rejected()) {
            double x = norm.x(step);
            drawing.area(new double[] {x - 3, 44, x + 3, 44, x, 50}, Palette.BAD, 1);
        }
        Panel bites = new Panel(drawing, left, HEIGHT + 62, WIDTH, 28, across, new Scale(0, 1, false));
        double wide = control.engagedStep().length < 2
                ? WIDTH
                : bites.x(control.engagedStep()[1]) - bites.x(control.engagedStep()[0]);
        bites.clipped(() -> {
            for (int i = 0; i < control.engaged().length; i++) {
                double y = bites.y(control.engaged()[i]);
                drawing.box(
                        bites.x(control.engagedStep()[i]) - wide / 2,
                        y,
                        wide + 0.15,
                        bites.top() + bites.height() - y,
                        Palette.ENGAGED,
                        1);
            }
        });
        bites.frame(1);
        drawing.text("engaged", left - 6, HEIGHT + 71, Panel.SMALL, Palette.SOFT, Anchor.END);
        drawing.text("0\u2013100 %", left - 6, HEIGHT + 83, Panel.SMALL, Palette.SOFT, Anchor.END);
        bites.labelsAcross(5, "step");
    }

    private static void key(Drawing drawing, double x, double y) {
        drawing.line(x, y, x + 16, y, Palette.BEFORE, 2);
        drawing.text("before control", x + 21, y, Panel.SMALL, Palette.SOFT, Anchor.START);
        drawing.line(x + 100, y, x + 116, y, Palette.AFTER, 2);
        drawing.text("after", x + 121, y, Panel.SMALL, Palette.SOFT, Anchor.START);
        drawing.dashed(x + 155, y, x + 171, y, Palette.SOFT, 1);
        drawing.text("threshold", x + 176, y, Panel.SMALL, Palette.SOFT, Anchor.START);
        drawing.area(new double[] {x + 233, y - 3, x + 239, y - 3, x + 236, y + 3}, Palette.BAD, 1);
        drawing.text("rejected", x + 244, y, Panel.SMALL, Palette.SOFT, Anchor.START);
    }

    private static double[] steps(Series series) {
        return Arrays.stream(series.step()).mapToDouble(step -> step).toArray();
    }
}
