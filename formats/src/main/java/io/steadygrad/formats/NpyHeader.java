package io.steadygrad.formats;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first bytes of an .npy file, versions 1 to 3: a magic number, a length, and a Python dictionary of type, order and shape.
 * Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
 *
 * @param width characters of a text, 1 for numbers
 */
record NpyHeader(NdArray.Type type, int width, boolean bigEndian, boolean fortranOrder, List<Integer> shape) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int LONGEST = 1 << 20;
    private static final Pattern DESCRIPTION =
            Pattern.compile("['\"]descr['\"]\\s*:\\s*(['\"]([^'\"]*)['\"]|\\[.*\\])");
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9L,\\s]*)\\)");
    private static final Map<String, NdArray.Type> NUMBERS = Map.of(
            "f2", NdArray.Type.FLOAT16,
            "f4", NdArray.Type.FLOAT32,
            "f8", NdArray.Type.FLOAT64,
            "i1", NdArray.Type.INT8,
            "i2", NdArray.Type.INT16,
            "i4", NdArray.Type.INT32,
            "i8", NdArray.Type.INT64,
            "u1", NdArray.Type.UINT8,
            "b1", NdArray.Type.BOOL);

    /** @param source how to name the array in a message: {@code g.npz: array 'w'} */
    static NpyHeader read(DataInputStream in, String source) throws IOException {
        try {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                boolean pickle = magic.length > 0 && magic[0] == (byte) 0x80;
                throw new FormatException(source + " is not an .npy array"
                        + (pickle ? "; it looks like a Python pickle, which is never loaded" : "")
                        + ". Write it with numpy.save or numpy.savez.");
            }
            int major = in.readUnsignedByte();
            in.readUnsignedByte();
            if (major < 1 || major > 3) {
                throw new FormatException(
                        source + " has the .npy format version " + major + "; versions 1 to 3 can be read");
            }
            int length = major == 1
                    ? in.readUnsignedByte() | in.readUnsignedByte() << 8
                    : Integer.reverseBytes(in.readInt());
            if (length < 0 || length > LONGEST) {
                throw new FormatException(source + " is damaged: its header claims to be " + length + " bytes long");
            }
            byte[] text = new byte[length];
            in.readFully(text);
            return parse(new String(text, major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1), source);
        } catch (EOFException e) {
            throw new FormatException(source + " is truncated: it ends within its header", e);
        }
    }

    private static NpyHeader parse(String text, String source) {
        Matcher description = DESCRIPTION.matcher(text);
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!description.find() || !order.find() || !shape.find()) {
            throw new FormatException(source + " is damaged: its header is '" + text.strip() + "'");
        }
        String dtype = description.group(2);
        if (dtype == null) {
            throw refuse(source, description.group(1));
        }
        List<Integer> sizes = new ArrayList<>();
        for (String size : shape.group(1).replace("L", "").split(",")) {
            if (!size.isBlank()) {
                sizes.add(size(size.strip(), source));
            }
        }
        boolean fortran = order.group(1).equals("True");
        boolean big = dtype.startsWith(">");
        String kind = dtype.isEmpty() || "<>|=".indexOf(dtype.charAt(0)) < 0 ? dtype : dtype.substring(1);
        NdArray.Type number = NUMBERS.get(kind);
        if (number != null) {
            return new NpyHeader(number, 1, big, fortran, sizes);
        }
        if (kind.matches("U[0-9]{1,6}")) {
            return new NpyHeader(NdArray.Type.TEXT, Integer.parseInt(kind.substring(1)), big, fortran, sizes);
        }
        throw refuse(source, dtype);
    }

    private static int size(String digits, String source) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new FormatException(source + " is too large: one of its dimensions is " + digits, e);
        }
    }

    private static FormatException refuse(String source, String dtype) {
        String kind = dtype.contains("O")
                ? " (Python objects; they would have to be unpickled)"
                : dtype.startsWith("[") ? " (a structure)" : "";
        return new FormatException(source + " has the type " + dtype + kind
                + "; readable types are float16, float32, float64, int8, int16, int32, int64, uint8, bool and str."
                + (dtype.startsWith("[")
                        ? " Save each field as an array of its own"
                        : " Convert it in Python: array.astype('float32')"));
    }

    /** Bytes that follow the header. */
    long bytes(String source) {
        try {
            return Math.multiplyExact(NdArray.product(shape), (long) width * type.bytes());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new FormatException(source + " is damaged or too large: its shape is " + shape, e);
        }
    }

    /** Version 1, padded so that the numbers start at a multiple of 64 bytes. */
    static byte[] write(NdArray array) {
        StringBuilder shape = new StringBuilder();
        for (int size : array.shape()) {
            shape.append(size).append(array.shape().size() == 1 ? "," : ", ");
        }
        if (array.shape().size() > 1) {
            shape.setLength(shape.length() - 2);
        }
        String text = "{'descr': '" + array.dtype() + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        int prefix = MAGIC.length + 4;
        int total = (prefix + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[total];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[MAGIC.length] = 1;
        header[MAGIC.length + 1] = 0;
        header[MAGIC.length + 2] = (byte) (total - prefix);
        header[MAGIC.length + 3] = (byte) ((total - prefix) >> 8);
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, header, prefix, text.length());
        header[total - 1] = '\n';
        return header;
    }
}
