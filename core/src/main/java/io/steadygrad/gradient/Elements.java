package io.steadygrad.gradient;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Objects;

/**
 * The numbers of one tensor in memory that somebody else owns: a view, never a copy. Reading widens to float64, writing
 * rounds to the storage type (to nearest, ties to even); a finite number beyond the type's range is stored as the
 * type's largest, so that finite stays finite.
 *
 * <p>Works block by block on caller's arrays, so that arithmetic happens in float64 in the first-level cache whatever the
 * storage. Not thread-safe where two threads write the same elements. Memory must stay allocated while the view is used.
 */
public abstract class Elements {

    /** How one element is stored. */
    public enum Type {
        FLOAT64(8, Double.MAX_VALUE),
        FLOAT32(4, Float.MAX_VALUE),
        BFLOAT16(2, 0x1.FEp127),
        FLOAT16(2, 65504);

        private final int bytes;
        private final double largest;

        Type(int bytes, double largest) {
            this.bytes = bytes;
            this.largest = largest;
        }

        public int bytes() {
            return bytes;
        }

        /** The largest finite value. */
        public double largest() {
            return largest;
        }
    }

    private static final int LINE = 64;

    private final Type type;
    private final int size;

    /** For engines whose tensors are not in host memory. */
    protected Elements(Type type, int size) {
        this.type = type;
        this.size = size;
    }

    public static Elements of(float[] values) {
        return of(FloatBuffer.wrap(values));
    }

    public static Elements of(double[] values) {
        return of(DoubleBuffer.wrap(values));
    }

    /** The buffer's elements from 0 to its limit, heap or direct (native order), whatever its position. */
    public static Elements of(FloatBuffer values) {
        return new Float32(values);
    }

    /** The buffer's elements from 0 to its limit, heap or direct (native order), whatever its position. */
    public static Elements of(DoubleBuffer values) {
        return new Float64(values);
    }

    /** Sixteen-bit brain floats: the upper half of a float32. */
    public static Elements bfloat16(ShortBuffer bits) {
        return new BFloat16(bits);
    }

    /** IEEE 754 half precision. */
    public static Elements float16(ShortBuffer bits) {
        return new Float16(bits);
    }

    /** Zeroed memory of its own, outside the heap as tensors' memory is: kernels are fastest where all memory is of one kind. */
    public static Elements allocate(Type type, long size) {
        // On a cache line, as LibTorch allocates: a vector that lies across two lines is read twice.
        int bytes = Math.toIntExact(size * type.bytes());
        ByteBuffer memory = ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * LINE))
                .alignedSlice(LINE)
                .limit(bytes)
                .slice()
                .order(ByteOrder.nativeOrder());
        return switch (type) {
            case FLOAT64 -> of(memory.asDoubleBuffer());
            case FLOAT32 -> of(memory.asFloatBuffer());
            case BFLOAT16 -> bfloat16(memory.asShortBuffer());
            case FLOAT16 -> float16(memory.asShortBuffer());
        };
    }

    public Type type() {
        return type;
    }

    public int size() {
        return size;
    }

    /**
     * The memory itself, from index 0 to the limit: a {@link FloatBuffer}, {@link DoubleBuffer} or {@link ShortBuffer} of the
     * type's bits. Not a copy.
     *
     * @throws UnsupportedOperationException where the memory is not the host's
     */
    public abstract Buffer buffer();

    /** Copies elements {@code from .. from + count - 1} to the start of {@code block}. */
    public abstract void read(int from, double[] block, int count);

    /** Copies the start of {@code block} to elements {@code from .. from + count - 1}; finite values beyond the range saturate. */
    public abstract void write(int from, double[] block, int count);

    /** {@link #read(int, double[], int)} rounded to float32: nothing is lost of types of at most 32 bits. */
    public void read(int from, float[] block, int count) {
        double[] wide = new double[count];
        read(from, wide, count);
        for (int i = 0; i < count; i++) {
            block[i] = (float) wide[i];
        }
    }

    /** {@link #write(int, double[], int)} from float32. */
    public void write(int from, float[] block, int count) {
        double[] wide = new double[count];
        for (int i = 0; i < count; i++) {
            wide[i] = block[i];
        }
        write(from, wide, count);
    }

    /** Copies {@code count} elements, {@code stride} apart from {@code first} on, to {@code block} from {@code at} on. */
    public void gather(int first, int stride, double[] block, int at, int count) {
        if (buffer() instanceof FloatBuffer floats) {
            for (int i = 0; i < count; i++) {
                block[at + i] = floats.get(first + i * stride);
            }
        } else {
            for (int i = 0; i < count; i++) {
                block[at + i] = get(first + i * stride);
            }
        }
    }

    public double get(int index) {
        Objects.checkIndex(index, size);
        double[] one = new double[1];
        read(index, one, 1);
        return one[0];
    }

    public void set(int index, double value) {
        Objects.checkIndex(index, size);
        write(index, new double[] {value}, 1);
    }

    public double[] toArray() {
        double[] all = new double[size];
        read(0, all, size);
        return all;
    }

    /** Copies all of another view of the same size into this one, rounding where this type is narrower. */
    public void copyFrom(Elements other) {
        if (other.size != size) {
            throw new IllegalArgumentException("Cannot copy " + other.size + " elements over " + size);
        }
        double[] block = new double[Math.min(size, 1 << 14)];
        for (int i = 0; i < size; i += block.length) {
            int count = Math.min(block.length, size - i);
            other.read(i, block, count);
            write(i, block, count);
        }
    }

    private static final class Float64 extends Elements {
        private final DoubleBuffer values;

        Float64(DoubleBuffer values) {
            super(Type.FLOAT64, values.limit());
            this.values = values;
        }

        @Override
        public Buffer buffer() {
            return values;
        }

        @Override
        public void read(int from, double[] block, int count) {
            values.get(from, block, 0, count);
        }

        @Override
        public void write(int from, double[] block, int count) {
            values.put(from, block, 0, count);
        }
    }

    private static final class Float32 extends Elements {
        private static final int CHUNK = 1024;

        /** Buffers are slow element by element; a bulk copy and a plain loop over arrays is what compilers vectorise. */
        private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[CHUNK]);

        private final FloatBuffer values;

        Float32(FloatBuffer values) {
            super(Type.FLOAT32, values.limit());
            this.values = values;
        }

        @Override
        public Buffer buffer() {
            return values;
        }

        @Override
        public void read(int from, float[] block, int count) {
            values.get(from, block, 0, count);
        }

        @Override
        public void write(int from, float[] block, int count) {
            values.put(from, block, 0, count);
        }

        @Override
        public void read(int from, double[] block, int count) {
            float[] scratch = SCRATCH.get();
            for (int start = 0; start < count; start += CHUNK) {
                int part = Math.min(CHUNK, count - start);
                values.get(from + start, scratch, 0, part);
                for (int i = 0; i < part; i++) {
                    block[start + i] = scratch[i];
                }
            }
        }

        @Override
        public void write(int from, double[] block, int count) {
            float[] scratch = SCRATCH.get();
            for (int start = 0; start < count; start += CHUNK) {
                int part = Math.min(CHUNK, count - start);
                for (int i = 0; i < part; i++) {
                    scratch[i] = (float) block[start + i];
                }
                for (int i = 0; i < part; i++) {
                    if (Float.isInfinite(scratch[i])) {
                        scratch[i] = saturated(block[start + i]);
                    }
                }
                values.put(from + start, scratch, 0, part);
            }
        }

        /** Only a finite double beyond the range saturates; infinities pass. */
        private static float saturated(double value) {
            return Double.isInfinite(value) ? (float) value : Math.copySign(Float.MAX_VALUE, (float) value);
        }
    }

    /** Two bytes each. Blocks of bits are copied and then converted from array to array, as in {@link Float32}. */
    private abstract static class Half extends Elements {
        private static final int CHUNK = 1024;
        private static final ThreadLocal<short[]> SCRATCH = ThreadLocal.withInitial(() -> new short[CHUNK]);

        private final ShortBuffer bits;

        Half(Type type, ShortBuffer bits) {
            super(type, bits.limit());
            this.bits = bits;
        }

        abstract float widen(short half);

        abstract short narrow(double value);

        @Override
        public Buffer buffer() {
            return bits;
        }

        @Override
        public void read(int from, double[] block, int count) {
            short[] scratch = SCRATCH.get();
            for (int start = 0; start < count; start += CHUNK) {
                int part = Math.min(CHUNK, count - start);
                bits.get(from + start, scratch, 0, part);
                for (int i = 0; i < part; i++) {
                    block[start + i] = widen(scratch[i]);
                }
            }
        }

        @Override
        public void read(int from, float[] block, int count) {
            short[] scratch = SCRATCH.get();
            for (int start = 0; start < count; start += CHUNK) {
                int part = Math.min(CHUNK, count - start);
                bits.get(from + start, scratch, 0, part);
                for (int i = 0; i < part; i++) {
                    block[start + i] = widen(scratch[i]);
                }
            }
        }

        @Override
        public void write(int from, double[] block, int count) {
            short[] scratch = SCRATCH.get();
            for (int start = 0; start < count; start += CHUNK) {
                int part = Math.min(CHUNK, count - start);
                for (int i = 0; i < part; i++) {
                    scratch[i] = narrow(block[start + i]);
                }
                bits.put(from + start, scratch, 0, part);
            }
        }

        @Override
        public void write(int from, float[] block, int count) {
            short[] scratch = SCRATCH.get();
            for (int start = 0; start < count; start += CHUNK) {
                int part = Math.min(CHUNK, count - start);
                for (int i = 0; i < part; i++) {
                    scratch[i] = narrow(block[start + i]);
                }
                bits.put(from + start, scratch, 0, part);
            }
        }
    }

    private static final class BFloat16 extends Half {
        BFloat16(ShortBuffer bits) {
            super(Type.BFLOAT16, bits);
        }

        @Override
        float widen(short half) {
            return Float.intBitsToFloat(half << 16);
        }

        @Override
        short narrow(double value) {
            return HalfPrecision.bfloat16(value);
        }
    }

    private static final class Float16 extends Half {
        Float16(ShortBuffer bits) {
            super(Type.FLOAT16, bits);
        }

        @Override
        float widen(short half) {
            return HalfPrecision.fromFloat16(half);
        }

        @Override
        short narrow(double value) {
            return HalfPrecision.float16(value);
        }
    }
}
