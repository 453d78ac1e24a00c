package io.steadygrad.report.internal.drawing;

import java.util.List;

/** What a drawing consists of. Coordinates in points of 1/96 inch, y downwards; colours as 0xRRGGBB. */
public sealed interface Shape {

    /** Open line through points {@code x0, y0, x1, y1, ...}; dash lengths empty for a solid one. */
    record Path(double[] points, int color, double width, double opacity, double[] dash) implements Shape {}

    /** Filled area within points {@code x0, y0, x1, y1, ...}. */
    record Area(double[] points, int color, double opacity) implements Shape {}

    /** Filled rectangle with rounded corners. */
    record Box(double x, double y, double width, double height, double radius, int color, double opacity)
            implements Shape {}

    /** Circle, filled with one colour and rimmed with another. */
    record Disc(double x, double y, double radius, int fill, int rim, double rimWidth) implements Shape {}

    /** One line of text, its middle height at y. */
    record Text(String text, double x, double y, double size, int color, Anchor anchor, boolean bold, boolean upwards)
            implements Shape {}

    /** A grid of coloured cells without gaps; row 0 at the top. */
    record Raster(double x, double y, double width, double height, int columns, int rows, int[] colors)
            implements Shape {}

    /** Shapes of which only what lies inside a rectangle is seen. */
    record Clip(double x, double y, double width, double height, List<Shape> inside) implements Shape {}

    /** Which end of a text stands at its x. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }
}
