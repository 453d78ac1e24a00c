package io.steadygrad.formats;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The idx format of MNIST and Fashion-MNIST, plain or gzipped (seen from its first bytes, not from its name): big endian, magic
 * number {@code 0 0 type rank}, the sizes, the numbers.
 *
 * <p><b>Errors.</b> {@link FormatException} for a missing, truncated or foreign file.
 * <p><b>Source.</b> "The IDX file format", on the page of the MNIST database (LeCun, Cortes, Burges).
 */
public final class IdxFile {
    private IdxFile() {}

    /** The whole array. */
    public static NdArray read(Path file) throws IOException {
        return read(file, Integer.MAX_VALUE);
    }

    /** The first {@code rows} along the first dimension, or all when there are fewer; nothing beyond is loaded. */
    public static NdArray read(Path file, int rows) throws IOException {
        try (DataInputStream in = open(file)) {
            List<Integer> shape = new ArrayList<>();
            NdArray.Type type = header(in, shape, file);
            int present = shape.isEmpty() ? 1 : shape.get(0);
            if (!shape.isEmpty()) {
                shape.set(0, Math.min(rows, present));
            }
            long bytes = bytes(file, type, shape);
            if (bytes > Integer.MAX_VALUE - 8) {
                throw new FormatException(file + " is too large: " + bytes + " bytes, at most 2 GiB can be read");
            }
            byte[] memory = in.readNBytes((int) bytes);
            if (memory.length < bytes) {
                throw new FormatException(file + " is truncated: the shape " + shape + " needs " + bytes
                        + " bytes, but " + memory.length + " follow");
            }
            return NpyFile.fromBigEndian(type, shape, memory);
        } catch (EOFException e) {
            throw new FormatException(file + " is truncated", e);
        } catch (ZipException e) {
            throw new FormatException(file + " is a damaged gzip file: " + e.getMessage(), e);
        }
    }

    /** The sizes of the file's dimensions. */
    public static List<Integer> shape(Path file) throws IOException {
        try (DataInputStream in = open(file)) {
            List<Integer> shape = new ArrayList<>();
            header(in, shape, file);
            return shape;
        } catch (EOFException e) {
            throw new FormatException(file + " is truncated", e);
        }
    }

    private static long bytes(Path file, NdArray.Type type, List<Integer> shape) {
        try {
            return NdArray.product(shape) * type.bytes();
        } catch (IllegalArgumentException e) {
            throw new FormatException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static NdArray.Type header(DataInputStream in, List<Integer> shape, Path file) throws IOException {
        int magic = in.readInt();
        NdArray.Type type = switch (magic >>> 8) {
            case 0x08 -> NdArray.Type.UINT8;
            case 0x09 -> NdArray.Type.INT8;
            case 0x0B -> NdArray.Type.INT16;
            case 0x0C -> NdArray.Type.INT32;
            case 0x0D -> NdArray.Type.FLOAT32;
            case 0x0E -> NdArray.Type.FLOAT64;
            default ->
                throw new FormatException(String.format(
                        java.util.Locale.ROOT,
                        "%s is not an idx file: it starts with %08x, but 00 00, a type and a rank are expected",
                        file,
                        magic));
        };
        for (int axis = 0; axis < (magic & 0xFF); axis++) {
            int size = in.readInt();
            if (size < 0) {
                throw new FormatException(file + " is damaged: dimension " + axis + " has the size " + size);
            }
            shape.add(size);
        }
        return type;
    }

    private static DataInputStream open(Path file) throws IOException {
        AtomicFile.requireReadable(file);
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
            in.reset();
            return new DataInputStream(gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
