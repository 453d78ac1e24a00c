package io.steadygrad.formats;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's .npz: a zip of .npy arrays by name, as {@code numpy.savez} and {@code numpy.savez_compressed} write it. Arrays keep
 * the file's order. Writing is atomic: a killed process leaves the older file or none.
 *
 * <p><b>Errors.</b> {@link FormatException} naming file, array and type, as for {@link NpyFile}.
 */
public final class NpzFile {
    private static final String SUFFIX = ".npy";

    private NpzFile() {}

    /** All arrays of the file. */
    public static Map<String, NdArray> read(Path file) throws IOException {
        return read(file, name -> true);
    }

    /** The arrays whose names are wanted; others are not loaded. */
    public static Map<String, NdArray> read(Path file, Predicate<String> wanted) throws IOException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = open(file)) {
            for (ZipEntry entry : entries(zip)) {
                String name = arrayName(file, entry);
                if (!wanted.test(name)) {
                    continue;
                }
                String source = file + ": array '" + name + "'";
                try (CheckedInputStream in = new CheckedInputStream(
                        new BufferedInputStream(zip.getInputStream(entry), 1 << 16), new CRC32())) {
                    if (arrays.put(name, NpyFile.read(in, entry.getSize(), source)) != null) {
                        throw new FormatException(source + " is there twice");
                    }
                    requireChecksum(entry, in, source);
                } catch (ZipException | java.io.EOFException e) {
                    throw new FormatException(source + " is damaged: " + e.getMessage(), e);
                }
            }
        }
        return arrays;
    }

    /** A {@link ZipFile} reads damaged bytes without a word. */
    private static void requireChecksum(ZipEntry entry, CheckedInputStream in, String source) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        if (entry.getCrc() >= 0 && in.getChecksum().getValue() != entry.getCrc()) {
            throw new FormatException(source + " is damaged: its bytes do not have the checksum that the file gives");
        }
    }

    /** The names of the arrays, without loading them. */
    public static List<String> names(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipFile zip = open(file)) {
            for (ZipEntry entry : entries(zip)) {
                names.add(arrayName(file, entry));
            }
        }
        return names;
    }

    /** Uncompressed, as {@code numpy.savez}. */
    public static void write(Path file, Map<String, NdArray> arrays) throws IOException {
        AtomicFile.write(file, out -> write(out, arrays, ZipEntry.STORED));
    }

    /** Compressed, as {@code numpy.savez_compressed}. */
    public static void writeCompressed(Path file, Map<String, NdArray> arrays) throws IOException {
        AtomicFile.write(file, out -> write(out, arrays, ZipEntry.DEFLATED));
    }

    private static void write(OutputStream out, Map<String, NdArray> arrays, int method) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, NdArray> named : arrays.entrySet()) {
            NdArray array = named.getValue();
            ZipEntry entry = new ZipEntry(named.getKey() + SUFFIX);
            entry.setMethod(method);
            entry.setTime(java.util.Date.UTC(80, 0, 1, 0, 0, 0));
            if (method == ZipEntry.STORED) {
                byte[] header = NpyHeader.write(array);
                CRC32 crc = new CRC32();
                crc.update(header);
                crc.update(NpyFile.content(array));
                entry.setCrc(crc.getValue());
                entry.setSize((long) header.length + array.bytes().capacity());
            }
            zip.putNextEntry(entry);
            NpyFile.write(zip, array);
            zip.closeEntry();
        }
        zip.finish();
    }

    private static ZipFile open(Path file) throws IOException {
        AtomicFile.requireReadable(file);
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new FormatException(
                    file + " is not an .npz file, or it is truncated (" + e.getMessage()
                            + "). Write it with numpy.savez.",
                    e);
        }
    }

    private static List<ZipEntry> entries(ZipFile zip) {
        return zip.stream()
                .filter(entry -> !entry.isDirectory())
                .<ZipEntry>map(entry -> entry)
                .toList();
    }

    private static String arrayName(Path file, ZipEntry entry) {
        String name = entry.getName();
        if (!name.endsWith(SUFFIX)) {
            throw new FormatException(
                    file + ": entry '" + name + "' is not an array; every entry of an .npz file is called <name>.npy");
        }
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
