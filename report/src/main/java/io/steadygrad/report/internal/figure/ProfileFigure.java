package io.steadygrad.report.internal.figure;

import io.steadygrad.comparison.Profile;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.view.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Dolan and More: the share of problems that a method solves within a factor of the fastest. */
final class ProfileFigure {

    private static final double[][] DASHES = {{}, {6, 3}, {2, 2}};

    private ProfileFigure() {}

    static Drawing of(Profile profile, ToIntFunction<String> index) {
        List<Profile.Line> lines = profile.methods();
        int rows = (lines.size() + 2) / 3;
        double top = 34 + 15 * rows;
        Drawing drawing = new Drawing(640, top + 260 + 50, "Performance profile of " + profile.cost());
        drawing.bold("Share of " + profile.problems() + " problems solved", 12, 15, 13, Palette.INK, Anchor.START);
        double last = Math.max(2, profile.ratios().get(profile.ratios().size() - 1) * 1.08);
        // Doublings along the axis: a linear scale of log2 of the factor.
        Panel panel =
                new Panel(drawing, 56, top, 560, 260, new Scale(0, log2(last), false), new Scale(0, 1.0001, false));
        panel.frame(5);
        panel.labelsUp(5);
        for (double factor : factors(last)) {
            double x = panel.x(log2(factor));
            drawing.line(x, top + 260, x, top + 263, Palette.LINE, 1);
            drawing.text(Words.number(factor) + "\u00d7", x, top + 272, Panel.SMALL, Palette.SOFT, Anchor.MIDDLE);
        }
        drawing.text(
                profile.cost() + ", as a factor of the fastest method's",
                336,
                top + 290,
                10.5,
                Palette.INK,
                Anchor.MIDDLE);
        for (int i = 0; i < lines.size(); i++) {
            Profile.Line line = lines.get(i);
            int which = Math.max(0, index.applyAsInt(line.method()));
            double[] dash = DASHES[which / 8 % DASHES.length];
            double keyX = 56 + 190 * (i % 3);
            double keyY = 36 + 15 * (i / 3);
            drawing.path(new double[] {keyX, keyY, keyX + 18, keyY}, Palette.of(which), 2, 1, dash);
            drawing.text(Drawing.fitted(line.method(), 10, 160), keyX + 24, keyY, 10, Palette.INK, Anchor.START);
            drawing.path(steps(panel, profile.ratios(), line.shares(), last), Palette.of(which), 2, 1, dash);
        }
        return drawing;
    }

    private static double[] steps(Panel panel, List<Double> ratios, List<Double> shares, double last) {
        List<Double> points = new ArrayList<>();
        for (int i = 0; i < ratios.size(); i++) {
            double next = i + 1 < ratios.size() ? ratios.get(i + 1) : last;
            points.add(panel.x(log2(ratios.get(i))));
            points.add(panel.y(shares.get(i)));
            points.add(panel.x(log2(next)));
            points.add(panel.y(shares.get(i)));
        }
        return Panel.array(points);
    }

    /** Doublings, or round numbers where there are fewer than two of them. */
    static List<Double> factors(double last) {
        if (last < 4) {
            return new Scale(1, last, false).ticks(5);
        }
        List<Double> doublings = new ArrayList<>();
        for (int n = 0; n <= log2(last); n += Math.max(1, (int) (log2(last) / 8))) {
            doublings.add(Math.pow(2, n));
        }
        return doublings;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
