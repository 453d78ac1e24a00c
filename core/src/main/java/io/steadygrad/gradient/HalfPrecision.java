package io.steadygrad.gradient;

/** Conversions of the two sixteen-bit formats; JDK 17 has none ({@code Float.floatToFloat16} came with 20). */
final class HalfPrecision {
    // In the bits of float32.
    private static final int BIAS = 112 << 23;
    private static final int SMALLEST_NORMAL = 113 << 23;
    private static final int LARGEST = Float.floatToRawIntBits(65504);

    private HalfPrecision() {}

    /** Nearest bfloat16, ties to even; finite values beyond the range saturate, NaN stays NaN. */
    static short bfloat16(double value) {
        int single = Float.floatToRawIntBits((float) value);
        int half = single + 0x7FFF + (single >>> 16 & 1) >>> 16;
        // Only a tie could have come about by rounding to float32.
        boolean tie = (single & 0xFFFF) == 0x8000;
        boolean finite = (single & 0x7F800000) != 0x7F800000 && (half & 0x7F80) != 0x7F80;
        return finite && !tie ? (short) half : exactBfloat16(value);
    }

    private static short exactBfloat16(double value) {
        if (Double.isNaN(value)) {
            return (short) 0x7FC0;
        }
        if (Double.isInfinite(value)) {
            return (short) (value > 0 ? 0x7F80 : 0xFF80);
        }
        // Rounding twice (to float32, then to 8 bits) can miss ties; adding the sticky bit avoids it.
        int bits = Float.floatToRawIntBits(towardsZero(value));
        boolean sticky = Float.intBitsToFloat(bits) != value;
        int upper = bits >>> 16;
        int lower = bits & 0xFFFF;
        if (lower > 0x8000 || (lower == 0x8000 && (sticky || (upper & 1) == 1))) {
            upper++;
        }
        boolean overflow = (upper & 0x7F80) == 0x7F80;
        return (short) (overflow ? (upper & 0x8000) | 0x7F7F : upper);
    }

    private static float towardsZero(double value) {
        float nearest = (float) value;
        if (Float.isInfinite(nearest)) {
            return Math.copySign(Float.MAX_VALUE, nearest);
        }
        return Math.abs((double) nearest) > Math.abs(value)
                ? Math.copySign(Math.nextDown(Math.abs(nearest)), nearest)
                : nearest;
    }

    /** Nearest IEEE half, ties to even; finite values beyond 65504 saturate, NaN stays NaN. */
    static short float16(double value) {
        int single = Float.floatToRawIntBits((float) value);
        int sign = single >>> 16 & 0x8000;
        int magnitude = single & 0x7FFFFFFF;
        if (magnitude < SMALLEST_NORMAL) {
            return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24));
        }
        if (magnitude >= LARGEST || (single & 0x1FFF) == 0x1000) {
            return exactFloat16(value, sign);
        }
        return (short) (sign | magnitude - BIAS + 0xFFF + (magnitude >>> 13 & 1) >>> 13);
    }

    /** From the smallest normal number on. */
    private static short exactFloat16(double value, int sign) {
        double magnitude = Math.abs(value);
        if (Double.isNaN(value)) {
            return (short) 0x7E00;
        }
        if (Double.isInfinite(value)) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude >= 65504) {
            return (short) (sign | 0x7BFF);
        }
        int exponent = Math.getExponent(magnitude);
        int mantissa = (int) Math.rint(Math.scalb(magnitude, 10 - exponent));
        return (short) (sign | (exponent + 14 << 10) + mantissa);
    }

    /** Without a branch: numbers of all sizes stand side by side. */
    static float fromFloat16(short bits) {
        int exponent = bits >>> 10 & 0x1F;
        int special = 30 - exponent >> 31;
        int denormal = exponent - 1 >> 31;
        int normal = ((bits & 0x7FFF) << 13) + BIAS + (special & BIAS);
        int small = Float.floatToRawIntBits((bits & 0x3FF) * 0x1p-24f);
        return Float.intBitsToFloat((normal & ~denormal) | (small & denormal) | (bits & 0x8000) << 16);
    }
}
