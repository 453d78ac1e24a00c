package io.steadygrad.device;

import io.steadygrad.gradient.Norm;
import io.steadygrad.method.Band;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The norms of one step's tensors and the factors that follow from them, all on the device: a vector with a number per tensor. */
final class Norms {
    private final List<Tensor> tensors;
    private final TensorList list;
    private final Map<Double, Tensor> read = new LinkedHashMap<>();
    private Tensor factors;

    /** @param tensors none of them empty, in the list too */
    Norms(List<Tensor> tensors, TensorList list) {
        this.tensors = tensors;
        this.list = list;
        TensorOptions options = new TensorOptions(torch.ScalarType.Double)
                .device(new DeviceOptional(tensors.get(0).device()));
        this.factors = torch.ones(new long[] {tensors.size()}, options);
    }

    /** What each tensor is to be multiplied by. */
    Tensor factors() {
        return factors;
    }

    /** True where every entry is finite: only then is the norm. */
    Tensor finite() {
        Tensor largest = of(Double.POSITIVE_INFINITY);
        return largest.sub(largest).eq(new Scalar(0.0)).all();
    }

    /** The global l2 norm with the factors so far. */
    Tensor global() {
        return of(2).mul(factors).pow(new Scalar(2.0)).sum().sqrt();
    }

    /** The norm of each tensor as it came; each order is read once. */
    private Tensor of(double order) {
        return read.computeIfAbsent(
                order,
                p -> p == 1 || p == 2 || Double.isInfinite(p)
                        ? torch.stack(list.norms(p))
                        : Reading.each(
                                        tensors,
                                        value -> Reading.powers(value, p).sum())
                                .pow(new Scalar(1 / p)));
    }

    void scale(double factor) {
        factors = factors.mul(new Scalar(factor));
    }

    /** Brings every group of tensors into its band. */
    void bring(Band band, Groups groups) {
        Tensor own = of(band.norm().p()).mul(factors).unsqueeze(0);
        Tensor rows = own.masked_fill(groups.others(), new Scalar(0.0));
        factors = factors.mul(factors(band, together(band.norm(), rows, groups)).gather(0, groups.of()));
    }

    /** Of each row; zeros do not count. */
    private static Tensor together(Norm norm, Tensor rows, Groups groups) {
        if (norm.isMax()) {
            return rows.amax(new long[] {1}, false);
        }
        Tensor sums = rows.pow(new Scalar(norm.p())).sum(1);
        return root(norm.mean() ? sums.div(groups.sizes()) : sums, norm.p());
    }

    private static Tensor root(Tensor sums, double p) {
        return p == 2 ? sums.sqrt() : p == 1 ? sums : sums.pow(new Scalar(1 / p));
    }

    /** The factor of each output unit of a tensor, in a shape that meets every element of it. */
    static Tensor units(Band band, DeviceTensor of, Tensor values) {
        Tensor rows = DeviceTensor.byUnit(of.parameter(), values).abs();
        Tensor magnitudes = band.norm().isMax()
                ? rows.amax(new long[] {1}, false)
                : root(rows.pow(new Scalar(band.norm().p())).sum(1), band.norm().p());
        if (band.norm().mean()) {
            double count = (double) of.parameter().size() / of.parameter().units();
            magnitudes =
                    magnitudes.mul(new Scalar(Math.pow(count, -1 / band.norm().p())));
        }
        return factors(band, magnitudes).reshape(DeviceTensor.unitShape(of.parameter()));
    }

    /** 1 inside the band, at its borders, at zero, and for what lies below the floor. */
    private static Tensor factors(Band band, Tensor magnitude) {
        Tensor wanted = magnitude.clamp(
                new ScalarOptional(new Scalar(band.low())), new ScalarOptional(new Scalar(band.high())));
        Tensor left = magnitude.eq(wanted).bitwise_or(magnitude.eq(new Scalar(0.0)));
        if (band.floor() > 0) {
            left = left.bitwise_or(magnitude.lt(new Scalar(Math.min(band.low(), band.floor()))));
        }
        Tensor factor = wanted.div(magnitude);
        if (band.maxFactor() < Double.POSITIVE_INFINITY) {
            factor = Changes.clampAbove(factor, band.maxFactor());
        }
        return factor.masked_fill(left, new Scalar(1.0));
    }
}
