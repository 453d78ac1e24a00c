package io.steadygrad.gradient;

/** Conversions of the two sixteen-bit formats; JDK 17 has none ({@code Float.floatToFloat16} came with 20). */
final class HalfPrecision {
    private HalfPrecision() {}

    /** Nearest bfloat16, ties to even; finite values beyond the range saturate, NaN stays NaN. */
    static short bfloat16(double value) {
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
        int sign = value < 0 || (value == 0 && 1 / value < 0) ? 0x8000 : 0;
        if (Double.isNaN(value)) {
            return (short) 0x7E00;
        }
        double magnitude = Math.abs(value);
        if (Double.isInfinite(value)) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude >= 65520) {
            return (short) (sign | 0x7BFF);
        }
        if (magnitude < 0x1p-14) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int exponent = Math.getExponent(magnitude);
        int mantissa = (int) Math.rint(Math.scalb(magnitude, 10 - exponent));
        if (mantissa == 2048) {
            mantissa = 1024;
            exponent++;
        }
        return (short) (sign | ((exponent + 15) << 10) | (mantissa - 1024));
    }

    static double fromFloat16(short bits) {
        int exponent = (bits >> 10) & 0x1F;
        int mantissa = bits & 0x3FF;
        double magnitude = switch (exponent) {
            case 0 -> mantissa * 0x1p-24;
            case 31 -> mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1024.0 + mantissa, exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }
}
