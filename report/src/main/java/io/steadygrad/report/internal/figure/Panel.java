package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import java.util.ArrayList;
import java.util.List;

/** A rectangle of a drawing with a scale along each side. */
record Panel(Drawing drawing, double left, double top, double width, double height, Scale across, Scale up) {

    static final double SMALL = 9.5;

    double x(double value) {
        return left + width * across.of(value);
    }

    double y(double value) {
        return top + height * (1 - up.of(value));
    }

    /** Frame, grid lines at the ticks of the upward scale. */
    void frame(int ticks) {
        for (double tick : up.ticks(ticks)) {
            drawing.line(left, y(tick), left + width, y(tick), Palette.FAINT, 0.8);
        }
        drawing.line(left, top, left, top + height, Palette.LINE, 1);
        drawing.line(left, top + height, left + width, top + height, Palette.LINE, 1);
    }

    void labelsUp(int ticks) {
        for (double tick : up.ticks(ticks)) {
            drawing.line(left - 3, y(tick), left, y(tick), Palette.LINE, 1);
            drawing.text(up.label(tick), left - 6, y(tick), SMALL, Palette.SOFT, Anchor.END);
        }
    }

    void labelsAcross(int ticks, String name) {
        double bottom = top + height;
        for (double tick : across.ticks(ticks)) {
            drawing.line(x(tick), bottom, x(tick), bottom + 3, Palette.LINE, 1);
            // Narrow panels stand close together: their outermost labels stay inside.
            Anchor anchor = width > 200
                    ? Anchor.MIDDLE
                    : x(tick) < left + 4 ? Anchor.START : x(tick) > left + width - 8 ? Anchor.END : Anchor.MIDDLE;
            drawing.text(across.label(tick), x(tick), bottom + 11, SMALL, Palette.SOFT, anchor);
        }
        if (!name.isEmpty()) {
            drawing.text(name, left + width / 2, bottom + 26, 10.5, Palette.INK, Anchor.MIDDLE);
        }
    }

    /** A line through points, broken where a value cannot be shown; points beyond the frame are cut. */
    void line(double[] xs, double[] ys, int color, double strokeWidth, double opacity) {
        clipped(() -> {
            List<Double> points = new ArrayList<>();
            for (int i = 0; i <= xs.length; i++) {
                double py = i < xs.length ? y(ys[i]) : Double.NaN;
                if (Double.isFinite(py)) {
                    points.add(x(xs[i]));
                    // Far outside is as good as outside, and no renderer chokes on it.
                    points.add(Math.max(top - 2000, Math.min(top + height + 2000, py)));
                } else if (!points.isEmpty()) {
                    drawing.path(array(points), color, strokeWidth, opacity);
                    points.clear();
                }
            }
        });
    }

    /** The area between two edges; an edge that is not finite lies at the frame. */
    void band(double[] xs, double[] lows, double[] highs, int color, double opacity) {
        List<Double> edge = new ArrayList<>();
        List<Double> back = new ArrayList<>();
        for (int i = 0; i < xs.length; i++) {
            if (Double.isNaN(lows[i]) || Double.isNaN(highs[i])) {
                continue;
            }
            edge.add(x(xs[i]));
            edge.add(inside(y(highs[i]), highs[i]));
            back.add(0, inside(y(lows[i]), lows[i]));
            back.add(0, x(xs[i]));
        }
        edge.addAll(back);
        if (edge.size() > 6) {
            drawing.area(array(edge), color, opacity);
        }
    }

    private double inside(double py, double value) {
        double edge = Double.isFinite(py) ? py : value > 0 ? top : top + height;
        return Math.max(top, Math.min(top + height, edge));
    }

    void clipped(Runnable inside) {
        drawing.clip(left, top, width, height, inside);
    }

    static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
