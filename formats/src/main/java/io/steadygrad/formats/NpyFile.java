package io.steadygrad.formats;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * NumPy's .npy: one array in a file. Reads format versions 1 to 3, both byte orders, C and Fortran order; writes version 1
 * in C order, so that {@code numpy.load} of any age reads it: little endian, or big endian what was read so.
 *
 * <p><b>Errors.</b> {@link FormatException} for a missing, truncated or foreign file and for types that are not numbers or
 * texts (Python objects are never unpickled); {@link IOException} where the disk fails.
 */
public final class NpyFile {
    private NpyFile() {}

    public static NdArray read(Path file) throws IOException {
        AtomicFile.requireReadable(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, Files.size(file), file.toString());
        }
    }

    public static void write(Path file, NdArray array) throws IOException {
        AtomicFile.write(file, out -> write(out, array));
    }

    /** @param available an upper bound of the bytes to come, or -1 when unknown: nothing larger is allocated */
    static NdArray read(InputStream stream, long available, String source) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        NpyHeader header = NpyHeader.read(in, source);
        long bytes = header.bytes(source);
        if (available >= 0 && bytes > available) {
            throw truncated(source, header, bytes, "at most " + available);
        }
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new FormatException(
                    source + " is too large: " + bytes + " bytes, at most 2 GiB can be read. Split the array.");
        }
        byte[] memory = new byte[(int) bytes];
        int read = in.readNBytes(memory, 0, memory.length);
        if (read < memory.length) {
            throw truncated(source, header, bytes, String.valueOf(read));
        }
        int item = header.type().bytes();
        if (header.bigEndian()) {
            reverse(memory, item);
        }
        if (header.fortranOrder() && header.shape().size() > 1) {
            memory = rowMajor(memory, header.shape(), item * header.width());
        }
        return new NdArray(header.type(), header.width(), header.shape(), memory, header.bigEndian());
    }

    static void write(OutputStream out, NdArray array) throws IOException {
        out.write(NpyHeader.write(array));
        out.write(content(array));
    }

    /** What follows the header. Not to be written to: it may be the array's own memory. */
    static byte[] content(NdArray array) {
        byte[] memory = array.bytes().array();
        if (array.bigEndianFile()) {
            memory = memory.clone();
            reverse(memory, array.type().bytes());
        }
        return memory;
    }

    private static FormatException truncated(String source, NpyHeader header, long bytes, String present) {
        return new FormatException(source + " is truncated: its shape " + header.shape() + " of "
                + header.type().code() + " needs " + bytes + " bytes, but " + present + " follow");
    }

    /** Takes the memory over. */
    static NdArray fromBigEndian(NdArray.Type type, List<Integer> shape, byte[] memory) {
        reverse(memory, type.bytes());
        return new NdArray(type, 1, shape, memory);
    }

    private static void reverse(byte[] memory, int item) {
        for (int start = 0; start < memory.length; start += item) {
            for (int i = start, j = start + item - 1; i < j; i++, j--) {
                byte swapped = memory[i];
                memory[i] = memory[j];
                memory[j] = swapped;
            }
        }
    }

    /** From column-major (the first index runs fastest) to row-major. */
    private static byte[] rowMajor(byte[] columnMajor, List<Integer> shape, int item) {
        byte[] memory = new byte[columnMajor.length];
        int rank = shape.size();
        int[] strides = new int[rank];
        int stride = 1;
        for (int axis = 0; axis < rank; axis++) {
            strides[axis] = stride;
            stride *= shape.get(axis);
        }
        int[] index = new int[rank];
        int from = 0;
        for (int to = 0; to < memory.length; to += item) {
            System.arraycopy(columnMajor, from * item, memory, to, item);
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++index[axis] < shape.get(axis)) {
                    break;
                }
                from -= strides[axis] * shape.get(axis);
                index[axis] = 0;
            }
        }
        return memory;
    }
}
