package io.steadygrad.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElementsTest {

    @Test
    void aViewOfDirectMemoryWritesThrough() {
        FloatBuffer memory =
                ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder()).asFloatBuffer();
        Elements view = Elements.of(memory);
        view.set(1, 0.1);
        assertThat(memory.get(1)).isEqualTo(0.1f);
        assertThat(view.get(1)).isEqualTo((double) 0.1f);
        assertThatThrownBy(() -> view.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource(Elements.Type.class)
    void finiteNumbersBeyondTheRangeBecomeTheLargestAndOthersPass(Elements.Type type) {
        Elements view = Elements.allocate(type, 5);
        view.write(0, new double[] {1e308, -1e308, Double.NaN, Double.POSITIVE_INFINITY, -0.0}, 5);
        double largest = type == Elements.Type.FLOAT64 ? 1e308 : type.largest();
        assertThat(view.toArray()).containsExactly(largest, -largest, Double.NaN, Double.POSITIVE_INFINITY, -0.0);
    }

    @ParameterizedTest
    @CsvSource({
        // value, nearest half, nearest bfloat16
        "1.0, 1.0, 1.0",
        "0.1, 0.0999755859375, 0.10009765625",
        "65504, 65504, 65536",
        "65519, 65504, 65536",
        "2049, 2048, 2048",
        "2051, 2052, 2048",
        "257, 257, 256",
        "259, 259, 260",
        "5.960464477539063E-8, 5.960464477539063E-8, 5.960464477539063E-8",
        "2.98023223876953125E-8, 0, 2.98023223876953125E-8",
        "8.940696716308594E-8, 1.1920928955078125E-7, 8.940696716308594E-8",
    })
    void sixteenBitFormatsRoundToNearestTiesToEven(double value, double half, double brain) {
        Elements halves = Elements.float16(ShortBuffer.allocate(2));
        Elements brains = Elements.bfloat16(ShortBuffer.allocate(2));
        halves.write(0, new double[] {value, -value}, 2);
        brains.write(0, new double[] {value, -value}, 2);
        assertThat(halves.toArray()).containsExactly(half, -half);
        assertThat(brains.toArray()).containsExactly(brain, -brain);
    }

    @Test
    void everySixteenBitPatternSurvivesARoundTrip() {
        ShortBuffer bits = ShortBuffer.allocate(65536);
        for (int i = 0; i < 65536; i++) {
            bits.put(i, (short) i);
        }
        double[] values = new double[65536];
        for (boolean half : new boolean[] {true, false}) {
            ShortBuffer copy = ShortBuffer.allocate(65536);
            (half ? Elements.float16(bits) : Elements.bfloat16(bits)).read(0, values, 65536);
            (half ? Elements.float16(copy) : Elements.bfloat16(copy)).write(0, values, 65536);
            for (int i = 0; i < 65536; i++) {
                if (!Double.isNaN(values[i])) {
                    assertThat(copy.get(i)).isEqualTo((short) i);
                }
            }
        }
    }

    @Test
    void roundingToBfloat16IsNearestForRandomDoubles() {
        SplittableRandom random = new SplittableRandom(1);
        Elements one = Elements.bfloat16(ShortBuffer.allocate(1));
        for (int i = 0; i < 20_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(-60, 60));
            one.set(0, value);
            double stored = one.get(0);
            float above = Float.intBitsToFloat(Float.floatToIntBits((float) stored) + 0x10000);
            float below = Float.intBitsToFloat(Float.floatToIntBits((float) stored) - 0x10000);
            double error = Math.abs(stored - value);
            assertThat(error).isLessThanOrEqualTo(Math.abs(above - value)).isLessThanOrEqualTo(Math.abs(below - value));
        }
    }

    /** Rounding to float32 on the way would take what lies next to a tie for the tie. */
    @ParameterizedTest
    @EnumSource(
            value = Elements.Type.class,
            names = {"BFLOAT16", "FLOAT16"})
    void whatLiesNextToATieGoesToTheNearerNeighbour(Elements.Type type) {
        ShortBuffer bits = ShortBuffer.allocate(2);
        Elements pair = type == Elements.Type.FLOAT16 ? Elements.float16(bits) : Elements.bfloat16(bits);
        int last = type == Elements.Type.FLOAT16 ? 0x7BFE : 0x7F7E;
        for (int i = 1; i <= last; i += 3) {
            bits.put(0, (short) i).put(1, (short) (i + 1));
            double low = pair.get(0);
            double high = pair.get(1);
            double middle = low + (high - low) / 2;
            pair.write(0, new double[] {Math.nextDown(middle), Math.nextUp(middle)}, 2);
            assertThat(pair.toArray()).as("below and above %s", middle).containsExactly(low, high);
            pair.write(0, new double[] {-middle, middle}, 2);
            double even = i % 2 == 0 ? low : high;
            assertThat(pair.toArray()).as("at %s", middle).containsExactly(-even, even);
        }
    }

    @ParameterizedTest
    @EnumSource(Elements.Type.class)
    void blocksOfFloat32HoldAndLeaveTheSame(Elements.Type type) {
        SplittableRandom random = new SplittableRandom(3);
        Elements wide = Elements.allocate(type, 1500);
        Elements narrow = Elements.allocate(type, 1500);
        float[] block = new float[1500];
        double[] same = new double[1500];
        for (int i = 0; i < block.length; i++) {
            block[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(-30, 20)));
        }
        block[7] = Float.NaN;
        block[8] = Float.NEGATIVE_INFINITY;
        block[9] = -0f;
        for (int i = 0; i < block.length; i++) {
            same[i] = block[i];
        }
        narrow.write(0, block, block.length);
        wide.write(0, same, same.length);
        assertThat(narrow.toArray()).containsExactly(wide.toArray());
        narrow.read(0, block, block.length);
        for (int i = 0; i < block.length; i++) {
            assertThat(block[i]).isEqualTo((Float) (float) wide.get(i));
        }
    }
}
