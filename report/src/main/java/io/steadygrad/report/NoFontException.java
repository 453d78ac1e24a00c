package io.steadygrad.report;

import java.io.IOException;

/** PNG figures need a font to write with, and this machine has none; SVG figures do not. The message says what to install. */
public final class NoFontException extends IOException {
    private static final long serialVersionUID = 1;

    public NoFontException(Throwable cause) {
        super(
                "PNG figures need a font, and this machine has none (" + cause.getMessage()
                        + "). Install one, on Debian: apt-get install fontconfig fonts-dejavu-core; SVG figures need none.",
                cause);
    }
}
