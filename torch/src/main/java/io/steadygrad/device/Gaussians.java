package io.steadygrad.device;

import io.steadygrad.random.CounterRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The numbers of {@link CounterRandom#gaussian(long, long, long)}, made where they are needed: the same 64 bits for every position, and
 * their normal quantile as far as float64 holds it on the device.
 */
final class Gaussians {
    private static final long MASK = 0xFFFFFFFFL;
    /** So many at a time, for the rounds need a dozen tensors beside each other. */
    private static final long CHUNK = 1 << 22;

    private Gaussians() {}

    /** Shaped as {@code like}, for positions {@code offset .. offset + numel - 1}. */
    static Tensor of(long seed, long stream, long offset, Tensor like) {
        Tensor all = torch.empty_like(like);
        Tensor flat = all.view(-1);
        for (long from = 0; from < like.numel(); from += CHUNK) {
            try (PointerScope scope = new PointerScope()) {
                long count = Math.min(CHUNK, like.numel() - from);
                flat.narrow(0, from, count).copy_(chunk(seed, stream, offset + from, count, like));
            }
        }
        return all;
    }

    private static Tensor chunk(long seed, long stream, long first, long count, Tensor like) {
        TensorOptions options = new TensorOptions(torch.ScalarType.Long).device(new DeviceOptional(like.device()));
        Tensor position = torch.arange(new Scalar(first), new Scalar(first + count), options);
        Tensor[] c = {
            low(position),
            low(shifted(position, 32)),
            torch.full_like(position, new Scalar(stream & MASK)),
            torch.full_like(position, new Scalar(stream >>> 32))
        };
        long k0 = seed & MASK;
        long k1 = seed >>> 32;
        for (int round = 0; round < CounterRandom.ROUNDS; round++) {
            Tensor[] first32 = product(c[0], CounterRandom.MULTIPLIER_0);
            Tensor[] second32 = product(c[2], CounterRandom.MULTIPLIER_1);
            c[0] = second32[0].bitwise_xor(c[1]).bitwise_xor(new Scalar(k0));
            c[1] = second32[1];
            c[2] = first32[0].bitwise_xor(c[3]).bitwise_xor(new Scalar(k1));
            c[3] = first32[1];
            k0 = (k0 + CounterRandom.WEYL_0) & MASK;
            k1 = (k1 + CounterRandom.WEYL_1) & MASK;
        }
        Tensor upper52 = c[1].mul(new Scalar(1L << 20)).bitwise_or(shifted(c[0], 12));
        Tensor uniform =
                upper52.toType(torch.ScalarType.Double).add(new Scalar(0.5)).mul(new Scalar(0x1p-52));
        return torch.special_ndtri(uniform);
    }

    /** The upper and the lower 32 bits of a product of 32-bit numbers, in parts that a signed 64-bit number holds. */
    private static Tensor[] product(Tensor numbers, long multiplier) {
        Scalar factor = new Scalar(multiplier);
        Tensor lower = numbers.bitwise_and(new Scalar(0xFFFFL)).mul(factor);
        Tensor upper = shifted(numbers, 16).mul(factor).add(shifted(lower, 16));
        Tensor low = upper.bitwise_and(new Scalar(0xFFFFL))
                .mul(new Scalar(1L << 16))
                .bitwise_or(lower.bitwise_and(new Scalar(0xFFFFL)));
        return new Tensor[] {shifted(upper, 16), low};
    }

    private static Tensor low(Tensor numbers) {
        return numbers.bitwise_and(new Scalar(MASK));
    }

    /** To the right; the numbers are not negative. */
    private static Tensor shifted(Tensor numbers, int bits) {
        return torch.bitwise_right_shift(numbers, new Scalar((long) bits));
    }
}
