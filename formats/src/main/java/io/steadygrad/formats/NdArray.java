package io.steadygrad.formats;

import io.steadygrad.gradient.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A typed array of any rank, as NumPy has them. The memory is row-major (C order) and little endian whatever the file was;
 * {@link #bytes} and {@link #elements} are views of it and write through. An array from a big-endian file is written big endian
 * again, so that its NumPy type survives.
 *
 * <p><b>Shapes.</b> An empty shape is a scalar of one element; a zero in the shape makes an empty array. At most 2 GiB.
 * <p><b>Errors.</b> {@link IllegalArgumentException} where values and shape disagree, or a number does not fit what was asked for.
 * Not thread-safe while somebody writes through a view.
 */
public final class NdArray {

    /** How an element is stored, and what NumPy calls it. */
    public enum Type {
        FLOAT16("<f2", 2),
        FLOAT32("<f4", 4),
        FLOAT64("<f8", 8),
        INT8("|i1", 1),
        INT16("<i2", 2),
        INT32("<i4", 4),
        INT64("<i8", 8),
        UINT8("|u1", 1),
        BOOL("|b1", 1),
        /** Text of a fixed width: UTF-32 code points, padded with zeros. */
        TEXT("<U", 4);

        private final String code;
        private final int bytes;

        Type(String code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        /** NumPy's type string, without the width of a text. */
        String code() {
            return code;
        }

        /** Bytes of a number, or of a text's single character. */
        public int bytes() {
            return bytes;
        }

        public boolean floating() {
            return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
        }
    }

    private final Type type;
    private final int width;
    private final List<Integer> shape;
    private final int size;
    private final ByteBuffer memory;
    private final boolean bigEndianFile;

    /** Takes the memory over: row-major, little endian; {@code width} counts characters of a text and is 1 for numbers. */
    NdArray(Type type, int width, List<Integer> shape, byte[] memory) {
        this(type, width, shape, memory, false);
    }

    /** @param bigEndianFile how a file has the numbers; the memory is little endian all the same */
    NdArray(Type type, int width, List<Integer> shape, byte[] memory, boolean bigEndianFile) {
        this.type = type;
        this.width = width;
        this.shape = List.copyOf(shape);
        this.size = Math.toIntExact(product(shape));
        if ((long) size * width * type.bytes() != memory.length) {
            throw new IllegalArgumentException("The shape " + shape + " needs " + (long) size * width
                    + " elements, but there are " + memory.length / type.bytes());
        }
        this.memory = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
        this.bigEndianFile = bigEndianFile;
    }

    /** Zeros of a numeric type. */
    public static NdArray zeros(Type type, List<Integer> shape) {
        if (type == Type.TEXT) {
            throw new IllegalArgumentException("A text array is made from its texts");
        }
        return new NdArray(type, 1, shape, new byte[Math.toIntExact(product(shape) * type.bytes())]);
    }

    public static NdArray of(float[] values, List<Integer> shape) {
        NdArray array = ofLength(Type.FLOAT32, values.length, shape);
        array.memory.asFloatBuffer().put(values);
        return array;
    }

    public static NdArray of(double[] values, List<Integer> shape) {
        NdArray array = ofLength(Type.FLOAT64, values.length, shape);
        array.memory.asDoubleBuffer().put(values);
        return array;
    }

    public static NdArray of(long[] values, List<Integer> shape) {
        NdArray array = ofLength(Type.INT64, values.length, shape);
        array.memory.asLongBuffer().put(values);
        return array;
    }

    public static NdArray of(int[] values, List<Integer> shape) {
        NdArray array = ofLength(Type.INT32, values.length, shape);
        array.memory.asIntBuffer().put(values);
        return array;
    }

    /** Bytes as numbers from 0 to 255. */
    public static NdArray uint8(byte[] values, List<Integer> shape) {
        return new NdArray(Type.UINT8, 1, shape, values.clone());
    }

    public static NdArray of(boolean[] values, List<Integer> shape) {
        NdArray array = ofLength(Type.BOOL, values.length, shape);
        for (int i = 0; i < values.length; i++) {
            array.memory.put(i, (byte) (values[i] ? 1 : 0));
        }
        return array;
    }

    /** A vector of texts as wide as the longest; a trailing NUL character is lost, as it is in NumPy. */
    public static NdArray ofTexts(List<String> texts) {
        int width = texts.stream()
                .mapToInt(text -> text.codePointCount(0, text.length()))
                .max()
                .orElse(0);
        width = Math.max(1, width);
        byte[] memory = new byte[Math.toIntExact(4L * width * texts.size())];
        ByteBuffer buffer = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < texts.size(); i++) {
            int[] points = texts.get(i).codePoints().toArray();
            buffer.position(4 * width * i).asIntBuffer();
            for (int point : points) {
                buffer.putInt(point);
            }
        }
        return new NdArray(Type.TEXT, width, List.of(texts.size()), memory);
    }

    private static NdArray ofLength(Type type, int length, List<Integer> shape) {
        if (product(shape) != length) {
            throw new IllegalArgumentException(
                    "The shape " + shape + " needs " + product(shape) + " elements, but there are " + length);
        }
        return zeros(type, shape);
    }

    static long product(List<Integer> shape) {
        long product = 1;
        for (int dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("A shape cannot have a negative size: " + shape);
            }
            if (dimension > 0 && product > Long.MAX_VALUE / dimension / 8 / 4) {
                throw new IllegalArgumentException("The shape " + shape + " is too large");
            }
            product *= dimension;
        }
        return product;
    }

    public Type type() {
        return type;
    }

    /** NumPy's type string as a file has it: {@code <f4}, {@code >f8}, {@code <U12}. */
    public String dtype() {
        String code = bigEndianFile ? type.code().replace('<', '>') : type.code();
        return type == Type.TEXT ? code + width : code;
    }

    /** Whether the file that it was read from was big endian, and so the one that it is written to. */
    boolean bigEndianFile() {
        return bigEndianFile;
    }

    public List<Integer> shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    /** The whole memory, position 0, row-major, little endian: a view. */
    public ByteBuffer bytes() {
        return memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
    }

    /**
     * A floating-point array as the memory of a tensor: a view, so what a method writes is in this array.
     *
     * @throws IllegalArgumentException for integers, truth values and texts
     */
    public Elements elements() {
        return elements(0, size);
    }

    /** The same for {@code count} elements from {@code first} on, in row-major order. */
    public Elements elements(int first, int count) {
        ByteBuffer part =
                bytes().slice(first * type.bytes(), count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case FLOAT16 -> Elements.float16(part.asShortBuffer());
            case FLOAT32 -> Elements.of(part.asFloatBuffer());
            case FLOAT64 -> Elements.of(part.asDoubleBuffer());
            default ->
                throw new IllegalArgumentException(
                        "Expected floating-point numbers (float16, float32, float64), but the type is " + dtype());
        };
    }

    /** Element {@code index} in row-major order as a number; truth values are 0 and 1; int64 beyond 2^53 rounds. */
    public double get(int index) {
        return switch (type) {
            case FLOAT16, FLOAT32, FLOAT64 -> elements().get(index);
            case TEXT -> throw notNumbers();
            default -> (double) getLong(index);
        };
    }

    private long getLong(int index) {
        return switch (type) {
            case INT8 -> memory.get(index);
            case UINT8, BOOL -> memory.get(index) & 0xFF;
            case INT16 -> memory.getShort(2 * index);
            case INT32 -> memory.getInt(4 * index);
            case INT64 -> memory.getLong(8 * index);
            default -> throw new IllegalArgumentException("Expected integers, but the type is " + dtype());
        };
    }

    /** All elements as float64, row-major. */
    public double[] toDoubles() {
        if (type.floating()) {
            return elements().toArray();
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /** All elements as float32, row-major; numbers beyond its range become infinite. */
    public float[] toFloats() {
        float[] values = new float[size];
        if (type == Type.FLOAT32) {
            bytes().asFloatBuffer().get(values);
        } else if (type.floating()) {
            Elements elements = elements();
            double[] block = new double[Math.min(size, 1024)];
            for (int i = 0; i < size; i += block.length) {
                int count = Math.min(block.length, size - i);
                elements.read(i, block, count);
                for (int j = 0; j < count; j++) {
                    values[i + j] = (float) block[j];
                }
            }
        } else {
            for (int i = 0; i < size; i++) {
                values[i] = (float) get(i);
            }
        }
        return values;
    }

    /** All elements of an integer or truth-value array. */
    public long[] toLongs() {
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] = getLong(i);
        }
        return values;
    }

    /** All texts of a text array. */
    public List<String> toTexts() {
        if (type != Type.TEXT) {
            throw new IllegalArgumentException("Expected texts, but the type is " + dtype());
        }
        List<String> texts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            StringBuilder text = new StringBuilder();
            int end = width;
            while (end > 0 && memory.getInt(4 * (i * width + end - 1)) == 0) {
                end--;
            }
            for (int c = 0; c < end; c++) {
                text.appendCodePoint(memory.getInt(4 * (i * width + c)));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private IllegalArgumentException notNumbers() {
        return new IllegalArgumentException("Expected numbers, but the type is " + dtype());
    }

    /** Same type, shape and bits: two NaN of the same bits are equal, 0 and -0 are not. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NdArray array
                && type == array.type
                && width == array.width
                && shape.equals(array.shape)
                && Arrays.equals(memory.array(), array.memory.array());
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(memory.array());
    }

    @Override
    public String toString() {
        return dtype() + shape;
    }
}
