package io.steadygrad.report.internal.drawing;

import io.steadygrad.report.internal.drawing.Shape.Anchor;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture as a list of shapes, later ones over earlier ones. Grows by its verbs; not thread-safe.
 *
 * <p>The same list becomes SVG ({@link Svg}) or pixels ({@link Png}), so both show the same.
 */
public final class Drawing {

    private static final double[] SOLID = {};
    private final double width;
    private double height;
    private final String title;
    private List<Shape> shapes = new ArrayList<>();

    /** @param title says what the picture shows, for readers who do not see it */
    public Drawing(double width, double height, String title) {
        this.width = width;
        this.height = height;
        this.title = title;
    }

    public double width() {
        return width;
    }

    public double height() {
        return height;
    }

    public String title() {
        return title;
    }

    public List<Shape> shapes() {
        return List.copyOf(shapes);
    }

    /** Sets the height once it is known. */
    public void height(double newHeight) {
        height = newHeight;
    }

    public void line(double x1, double y1, double x2, double y2, int color, double strokeWidth) {
        path(new double[] {x1, y1, x2, y2}, color, strokeWidth, 1);
    }

    public void dashed(double x1, double y1, double x2, double y2, int color, double strokeWidth) {
        shapes.add(new Shape.Path(new double[] {x1, y1, x2, y2}, color, strokeWidth, 1, new double[] {3, 3}));
    }

    public void path(double[] points, int color, double strokeWidth, double opacity) {
        shapes.add(new Shape.Path(points, color, strokeWidth, opacity, SOLID));
    }

    public void path(double[] points, int color, double strokeWidth, double opacity, double[] dash) {
        shapes.add(new Shape.Path(points, color, strokeWidth, opacity, dash));
    }

    public void area(double[] points, int color, double opacity) {
        shapes.add(new Shape.Area(points, color, opacity));
    }

    public void box(double x, double y, double boxWidth, double boxHeight, int color, double opacity) {
        shapes.add(new Shape.Box(x, y, boxWidth, boxHeight, 0, color, opacity));
    }

    public void rounded(
            double x, double y, double boxWidth, double boxHeight, double radius, int color, double opacity) {
        shapes.add(new Shape.Box(x, y, boxWidth, boxHeight, radius, color, opacity));
    }

    public void disc(double x, double y, double radius, int fill, int rim) {
        shapes.add(new Shape.Disc(x, y, radius, fill, rim, 1.2));
    }

    public void cross(double x, double y, double radius, int color, double strokeWidth) {
        line(x - radius, y - radius, x + radius, y + radius, color, strokeWidth);
        line(x - radius, y + radius, x + radius, y - radius, color, strokeWidth);
    }

    public void text(String text, double x, double y, double size, int color, Anchor anchor) {
        shapes.add(new Shape.Text(text, x, y, size, color, anchor, false, false));
    }

    public void bold(String text, double x, double y, double size, int color, Anchor anchor) {
        shapes.add(new Shape.Text(text, x, y, size, color, anchor, true, false));
    }

    /** A text that reads from bottom to top, its middle at (x, y). */
    public void upwards(String text, double x, double y, double size, int color) {
        shapes.add(new Shape.Text(text, x, y, size, color, Anchor.MIDDLE, false, true));
    }

    public void raster(
            double x, double y, double rasterWidth, double rasterHeight, int columns, int rows, int[] colors) {
        shapes.add(new Shape.Raster(x, y, rasterWidth, rasterHeight, columns, rows, colors));
    }

    /** What {@code inside} draws is cut at the rectangle. */
    public void clip(double x, double y, double clipWidth, double clipHeight, Runnable inside) {
        List<Shape> outer = shapes;
        shapes = new ArrayList<>();
        inside.run();
        outer.add(new Shape.Clip(x, y, clipWidth, clipHeight, shapes));
        shapes = outer;
    }

    /** About how wide a text is; no font is asked, so the layout is the same on every machine. */
    public static double widthOf(String text, double size) {
        double ems = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            ems += c > 0x2e80
                    ? 1
                    : "iljtfI.,:;'|()[]1 ".indexOf(c) >= 0
                            ? 0.36
                            : Character.isUpperCase(c) || c == 'm' || c == 'w' ? 0.74 : 0.57;
        }
        return ems * size;
    }

    /** The text, or as much of it as fits, with an ellipsis. */
    public static String fitted(String text, double size, double room) {
        if (widthOf(text, size) <= room) {
            return text;
        }
        String cut = text;
        while (!cut.isEmpty() && widthOf(cut + "\u2026", size) > room) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut + "\u2026";
    }
}
