package io.steadygrad.app;

import io.steadygrad.spec.Numbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
final class Words {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private Words() {}

    /** {@code 1 trial}, {@code 2 trials}, {@code 3 entries}. */
    static String count(long count, String noun) {
        String plural = noun.endsWith("try") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
        return count + " " + (count == 1 ? noun : plural);
    }

    /** Six digits of a number, no more than it takes: {@code 13}, {@code 0.0769231}, {@code 1.5e-8}, {@code nan}. */
    static String number(double value) {
        return Numbers.format(value, 6);
    }

    /** {@code 45 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String duration(Duration time) {
        long seconds = Math.max(0, Math.round(time.toMillis() / 1000.0));
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        return seconds / 3600 + " h" + (seconds % 3600 / 60 == 0 ? "" : " " + seconds % 3600 / 60 + " min");
    }

    /** {@code 0.35 ms}, {@code 12 ms}, {@code 3.1 s}. */
    static String brief(double seconds) {
        if (seconds >= 1) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return String.format(Locale.ROOT, seconds >= 0.01 ? "%.0f ms" : "%.2f ms", 1000 * seconds);
    }

    /** {@code 12 KB}, {@code 640 MB}, {@code 5.7 GB}, in powers of 1024. */
    static String bytes(long bytes) {
        if (bytes >= GIB) {
            return String.format(Locale.ROOT, "%.1f GB", bytes / (double) GIB);
        }
        return bytes >= MIB ? bytes / MIB + " MB" : (bytes + KIB - 1) / KIB + " KB";
    }

    /** {@code 12.3 %}; what is not nothing does not look it, nor does what is not all. */
    static String percent(double share) {
        if (share == 0 || share == 1) {
            return share == 0 ? "0 %" : "100 %";
        }
        double percent = Math.min(99.9, 100 * share);
        return percent < 0.05 ? "<0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
    }

    /** Text in lines of at most so many columns, where its words allow that; at least one line. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
