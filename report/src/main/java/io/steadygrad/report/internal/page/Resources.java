package io.steadygrad.report.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Files that travel in the jar. */
final class Resources {

    private Resources() {}

    /** A resource below {@code io/steadygrad/report} as text. */
    static String text(String name) throws IOException {
        try (InputStream in = Resources.class.getResourceAsStream("/io/steadygrad/report/" + name)) {
            if (in == null) {
                throw new IOException("The report module was packed without its file " + name + "; rebuild it.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
