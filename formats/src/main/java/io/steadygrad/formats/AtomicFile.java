package io.steadygrad.formats;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are either there whole or not at all, also when the process is killed while it writes. */
final class AtomicFile {
    private AtomicFile() {}

    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a neighbour file and renames it over {@code file}; an older file stays as it was when writing fails. */
    static void write(Path file, Content content) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null || absolute.getFileName() == null) {
            throw new FormatException("Not a file that can be written: " + file);
        }
        // Not Files.createTempFile: its files can be read by their owner only.
        Path temporary = parent.resolve("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW), 1 << 16)) {
                content.writeTo(out);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static void requireReadable(Path file) {
        if (!Files.exists(file)) {
            throw new FormatException("There is no file " + file);
        }
        if (Files.isDirectory(file)) {
            throw new FormatException(file + " is a directory; a file is needed");
        }
        if (!Files.isReadable(file)) {
            throw new FormatException("No permission to read " + file);
        }
    }
}
