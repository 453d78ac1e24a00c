package io.steadygrad.report;

import java.util.Locale;

/** File formats of static figures. */
public enum Format {
    /** 300 dots per inch. */
    PNG,
    /** Vectors; heat maps as images with hard pixels. */
    SVG;

    /** The ending of a file's name, without the dot. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }
}
