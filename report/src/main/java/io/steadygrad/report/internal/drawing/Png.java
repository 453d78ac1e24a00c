package io.steadygrad.report.internal.drawing;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Renders a drawing to PNG at 300 dots per inch.
 */
public final class Png {

    /** Pixels per point of 1/96 inch: 300 dpi. */
    private static final double SCALE = 3.125;

    private static final double DOTS_PER_MILLIMETRE = 300 / 25.4;

    private Png() {}

    /** Null when this machine has what it takes to write text, else what the JDK threw; which kind depends on its version. */
    public static @Nullable Throwable missingFont() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 10).getStringBounds("x", new FontRenderContext(null, true, true));
            return null;
        } catch (LinkageError | InternalError | RuntimeException e) {
            return e;
        }
    }

    /** The whole file. */
    public static byte[] of(Drawing drawing) throws IOException {
        BufferedImage image = new BufferedImage(
                (int) Math.ceil(drawing.width() * SCALE),
                (int) Math.ceil(drawing.height() * SCALE),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.scale(SCALE, SCALE);
            graphics.setColor(Color.WHITE);
            graphics.fill(new Rectangle2D.Double(0, 0, drawing.width() + 1, drawing.height() + 1));
            all(drawing.shapes(), graphics);
        } finally {
            graphics.dispose();
        }
        return encoded(image);
    }

    private static void all(List<Shape> shapes, Graphics2D graphics) {
        shapes.forEach(shape -> one(shape, graphics));
    }

    private static void one(Shape shape, Graphics2D graphics) {
        if (shape instanceof Shape.Path path) {
            graphics.setColor(color(path.color(), path.opacity()));
            boolean solid = path.dash().length == 0;
            float[] dash = new float[path.dash().length];
            for (int i = 0; i < dash.length; i++) {
                dash[i] = (float) path.dash()[i];
            }
            graphics.setStroke(new BasicStroke(
                    (float) path.width(),
                    solid ? BasicStroke.CAP_ROUND : BasicStroke.CAP_BUTT,
                    BasicStroke.JOIN_ROUND,
                    1,
                    solid ? null : dash,
                    0));
            graphics.draw(outline(path.points()));
        } else if (shape instanceof Shape.Area area) {
            graphics.setColor(color(area.color(), area.opacity()));
            Path2D outline = outline(area.points());
            outline.closePath();
            graphics.fill(outline);
        } else if (shape instanceof Shape.Box box) {
            graphics.setColor(color(box.color(), box.opacity()));
            graphics.fill(new RoundRectangle2D.Double(
                    box.x(), box.y(), box.width(), box.height(), 2 * box.radius(), 2 * box.radius()));
        } else if (shape instanceof Shape.Disc disc) {
            double r = disc.radius();
            Ellipse2D circle = new Ellipse2D.Double(disc.x() - r, disc.y() - r, 2 * r, 2 * r);
            graphics.setColor(color(disc.fill(), 1));
            graphics.fill(circle);
            graphics.setColor(color(disc.rim(), 1));
            graphics.setStroke(new BasicStroke((float) disc.rimWidth()));
            graphics.draw(circle);
        } else if (shape instanceof Shape.Text text) {
            text(text, graphics);
        } else if (shape instanceof Shape.Raster raster) {
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
            graphics.drawImage(
                    image(raster),
                    new AffineTransform(
                            raster.width() / raster.columns(),
                            0,
                            0,
                            raster.height() / raster.rows(),
                            raster.x(),
                            raster.y()),
                    null);
        } else if (shape instanceof Shape.Clip clip) {
            Graphics2D inside = (Graphics2D) graphics.create();
            inside.clip(new Rectangle2D.Double(clip.x(), clip.y(), clip.width(), clip.height()));
            all(clip.inside(), inside);
            inside.dispose();
        }
    }

    private static void text(Shape.Text text, Graphics2D graphics) {
        graphics.setColor(color(text.color(), 1));
        graphics.setFont(
                new Font(Font.SANS_SERIF, text.bold() ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) text.size()));
        double width = graphics.getFont()
                .getStringBounds(text.text(), graphics.getFontRenderContext())
                .getWidth();
        double shift = switch (text.anchor()) {
            case START -> 0;
            case MIDDLE -> width / 2;
            case END -> width;
        };
        AffineTransform before = graphics.getTransform();
        graphics.translate(text.x(), text.y());
        if (text.upwards()) {
            graphics.rotate(-Math.PI / 2);
        }
        graphics.drawString(text.text(), (float) -shift, (float) (0.35 * text.size()));
        graphics.setTransform(before);
    }

    private static Path2D outline(double[] points) {
        Path2D outline = new Path2D.Double();
        for (int i = 0; i < points.length; i += 2) {
            if (i == 0) {
                outline.moveTo(points[0], points[1]);
            } else {
                outline.lineTo(points[i], points[i + 1]);
            }
        }
        if (points.length == 0) {
            outline.moveTo(0, 0);
        }
        return outline;
    }

    private static Color color(int color, double opacity) {
        return new Color((color >> 16) & 0xff, (color >> 8) & 0xff, color & 0xff, (int) Math.round(255 * opacity));
    }

    private static BufferedImage image(Shape.Raster raster) {
        BufferedImage image = new BufferedImage(raster.columns(), raster.rows(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, raster.columns(), raster.rows(), raster.colors(), 0, raster.columns());
        return image;
    }

    /** The raster as a PNG of one pixel per cell. */
    static byte[] pixels(Shape.Raster raster) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image(raster), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] encoded(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_1.0");
        IIOMetadataNode dimension = new IIOMetadataNode("Dimension");
        for (String name : List.of("HorizontalPixelSize", "VerticalPixelSize")) {
            IIOMetadataNode size = new IIOMetadataNode(name);
            size.setAttribute("value", Double.toString(1 / DOTS_PER_MILLIMETRE));
            dimension.appendChild(size);
        }
        root.appendChild(dimension);
        metadata.mergeTree("javax_imageio_1.0", root);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, metadata), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
