package io.steadygrad.report.internal.drawing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.List;

/** Writes a drawing as SVG 1.1, readable by browsers, Inkscape and TeX tool chains; heat maps are images with hard pixels. */
public final class Svg {

    private final StringBuilder out = new StringBuilder();
    private int clips;

    private Svg() {}

    /** The whole document. */
    public static String of(Drawing drawing) {
        Svg svg = new Svg();
        svg.out
                .append(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"")
                .append(number(drawing.width()))
                .append("\" height=\"")
                .append(number(drawing.height()))
                .append("\" viewBox=\"0 0 ")
                .append(number(drawing.width()))
                .append(' ')
                .append(number(drawing.height()))
                .append(
                        "\" role=\"img\" font-family=\"'Liberation Sans', Arial, Helvetica, 'DejaVu Sans', sans-serif\">\n<title>")
                .append(escaped(drawing.title()))
                .append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.all(drawing.shapes());
        return svg.out.append("</svg>\n").toString();
    }

    private void all(List<Shape> shapes) {
        for (Shape shape : shapes) {
            one(shape);
            out.append('\n');
        }
    }

    private void one(Shape shape) {
        if (shape instanceof Shape.Path path) {
            path(path);
        } else if (shape instanceof Shape.Area area) {
            out.append("<polygon points=\"");
            points(area.points());
            out.append('"');
            fill(area.color(), area.opacity());
            out.append("/>");
        } else if (shape instanceof Shape.Box box) {
            out.append("<rect");
            attribute("x", box.x());
            attribute("y", box.y());
            attribute("width", Math.max(0, box.width()));
            attribute("height", Math.max(0, box.height()));
            if (box.radius() > 0) {
                attribute("rx", box.radius());
            }
            fill(box.color(), box.opacity());
            out.append("/>");
        } else if (shape instanceof Shape.Disc disc) {
            out.append("<circle");
            attribute("cx", disc.x());
            attribute("cy", disc.y());
            attribute("r", disc.radius());
            fill(disc.fill(), 1);
            out.append(" stroke=\"").append(color(disc.rim())).append('"');
            attribute("stroke-width", disc.rimWidth());
            out.append("/>");
        } else if (shape instanceof Shape.Text text) {
            text(text);
        } else if (shape instanceof Shape.Raster raster) {
            out.append("<image");
            attribute("x", raster.x());
            attribute("y", raster.y());
            attribute("width", raster.width());
            attribute("height", raster.height());
            out.append(
                            " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" image-rendering=\"optimizeSpeed\" xlink:href=\"data:image/png;base64,")
                    .append(Base64.getEncoder().encodeToString(Png.pixels(raster)))
                    .append("\"/>");
        } else if (shape instanceof Shape.Clip clip) {
            String id = "clip" + ++clips;
            out.append("<clipPath id=\"").append(id).append("\"><rect");
            attribute("x", clip.x());
            attribute("y", clip.y());
            attribute("width", clip.width());
            attribute("height", clip.height());
            out.append("/></clipPath><g clip-path=\"url(#").append(id).append(")\">\n");
            all(clip.inside());
            out.append("</g>");
        }
    }

    private void path(Shape.Path path) {
        out.append("<polyline points=\"");
        points(path.points());
        out.append("\" fill=\"none\" stroke=\"").append(color(path.color())).append('"');
        attribute("stroke-width", path.width());
        out.append(" stroke-linejoin=\"round\" stroke-linecap=\"")
                .append(path.dash().length == 0 ? "round" : "butt")
                .append('"');
        if (path.opacity() < 1) {
            attribute("stroke-opacity", path.opacity());
        }
        if (path.dash().length > 0) {
            out.append(" stroke-dasharray=\"");
            for (double dash : path.dash()) {
                out.append(number(dash)).append(' ');
            }
            out.append('"');
        }
        out.append("/>");
    }

    private void text(Shape.Text text) {
        out.append("<text");
        if (text.upwards()) {
            out.append(" transform=\"translate(")
                    .append(number(text.x() + 0.35 * text.size()))
                    .append(' ')
                    .append(number(text.y()))
                    .append(") rotate(-90)\"");
        } else {
            attribute("x", text.x());
            attribute("y", text.y() + 0.35 * text.size());
        }
        attribute("font-size", text.size());
        out.append(" fill=\"").append(color(text.color())).append('"');
        switch (text.anchor()) {
            case START -> {}
            case MIDDLE -> out.append(" text-anchor=\"middle\"");
            case END -> out.append(" text-anchor=\"end\"");
        }
        if (text.bold()) {
            out.append(" font-weight=\"bold\"");
        }
        out.append('>').append(escaped(text.text())).append("</text>");
    }

    private void points(double[] points) {
        for (int i = 0; i < points.length; i += 2) {
            out.append(number(points[i]))
                    .append(',')
                    .append(number(points[i + 1]))
                    .append(' ');
        }
    }

    private void fill(int color, double opacity) {
        out.append(" fill=\"").append(color(color)).append('"');
        if (opacity < 1) {
            attribute("fill-opacity", opacity);
        }
    }

    private void attribute(String name, double value) {
        out.append(' ').append(name).append("=\"").append(number(value)).append('"');
    }

    private static String color(int color) {
        return String.format("#%06x", color);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Text for XML: markup as entities, and what XML cannot hold replaced. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default ->
                    escaped.appendCodePoint(
                            c < 0x20 && c != '\t' && c != '\n'
                                            || c >= 0xd800 && c <= 0xdfff
                                            || c == 0xfffe
                                            || c == 0xffff
                                    ? 0xfffd
                                    : c);
            }
        });
        return escaped.toString();
    }
}
