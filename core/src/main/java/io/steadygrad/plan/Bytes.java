package io.steadygrad.plan;

import java.util.Locale;

/** Sizes of memory as people read them. */
final class Bytes {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private Bytes() {}

    /** In powers of 1000, as bandwidths are: {@code 12 B}, {@code 4.1 kB}, {@code 102.2 MB}. */
    static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double scaled = bytes / 1000.0;
        int unit = 0;
        while (scaled >= 999.95 && unit < UNITS.length - 1) {
            scaled /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", scaled, UNITS[unit]);
    }
}
