package io.steadygrad.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a page such that a reader finds the old one or the new one, never half of it. */
final class HtmlFile {

    private HtmlFile() {}

    static Path write(Path file, String html) throws IOException {
        // A draft of its own: two processes may end the same study at the same moment.
        Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.writeString(draft, html, StandardCharsets.UTF_8);
            return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
