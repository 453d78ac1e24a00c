package io.steadygrad.app;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells as aligned text, the first line being the head; columns are two blanks apart. */
final class Columns {
    private final List<String[]> lines = new ArrayList<>();
    private final String alignment;

    /** @param alignment a letter for each column: {@code l} or {@code r} */
    Columns(String alignment) {
        this.alignment = alignment;
    }

    Columns add(String... cells) {
        lines.add(cells);
        return this;
    }

    /**
     * The lines without line ends.
     *
     * @param width the first column is shortened in its middle where a line would be wider
     */
    List<String> fit(int width) {
        int[] widths = new int[alignment.length()];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], length(line[i]));
            }
        }
        int total = -2;
        for (int each : widths) {
            total += each + 2;
        }
        widths[0] = Math.min(widths[0], Math.max(12, widths[0] - Math.max(0, total - width)));
        return lines.stream().map(line -> text(line, widths)).toList();
    }

    /** The lines as wide as they are. */
    List<String> lines() {
        return fit(Integer.MAX_VALUE);
    }

    private String text(String[] line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length; i++) {
            String cell = i == 0 ? shortened(line[i], widths[i]) : line[i];
            String gap = " ".repeat(widths[i] - length(cell));
            text.append(i == 0 ? "" : "  ").append(alignment.charAt(i) == 'r' ? gap + cell : cell + gap);
        }
        return text.toString().stripTrailing();
    }

    /** {@code encoder.layers.11.attention.weight -> encoder.layer...on.weight}. */
    private static String shortened(String cell, int width) {
        if (length(cell) <= width) {
            return cell;
        }
        int[] points = cell.codePoints().toArray();
        int head = (width - 3) / 2;
        int tail = width - 3 - head;
        return new String(points, 0, head) + "..." + new String(points, points.length - tail, tail);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
