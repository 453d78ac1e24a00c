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
public final class AtomicFile {
    private AtomicFile() {}

    /** What a file is to hold. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a neighbour file and renames it over {@code file}; an older file stays as it was when writing fails. What a link
     * points to is replaced, not the link; a device or pipe ({@code /dev/stdout}) is written to directly.
     */
    public static void write(Path file, Content content) throws IOException {
        if (isStream(file)) {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND), 1 << 16)) {
                content.writeTo(out);
            }
            return;
        }
        Path absolute = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
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

    /** A pipe, a device, or another name for what a process has open ({@code /dev/stdout}), whatever that is. */
    private static boolean isStream(Path file) throws IOException {
        if (!Files.exists(file) || Files.isDirectory(file)) {
            return false;
        }
        return !Files.isRegularFile(file)
                || (Files.isSymbolicLink(file) && Files.readSymbolicLink(file).startsWith("/proc"));
    }

    /**
     * Fails early where {@link #write} is bound to fail.
     *
     * @throws FormatException when the folder is missing or closed to us, or there is a folder of this name
     */
    public static void requireWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw new FormatException(file + " is a directory; a file's name is needed");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.exists(parent)) {
            throw new FormatException("Cannot write " + file + ": there is no folder " + parent);
        }
        if (!Files.isDirectory(parent)) {
            throw new FormatException("Cannot write " + file + ": " + parent + " is not a folder");
        }
        if (!Files.isWritable(Files.exists(file) && !Files.isRegularFile(file) ? file : parent)) {
            throw new FormatException("No permission to write " + file);
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
