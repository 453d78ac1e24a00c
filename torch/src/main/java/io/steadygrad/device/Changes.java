package io.steadygrad.device;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.kernel.Pending;
import io.steadygrad.method.Action;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** What actions do to one tensor on a device: in float64, element for element as the host does it. */
final class Changes {
    private final DeviceTensor of;
    private final boolean commit;

    private Changes(DeviceTensor of, boolean commit) {
        this.of = of;
        this.commit = commit;
    }

    /**
     * What actions leave of a gradient, in float64; null where they leave it alone.
     *
     * @param t its number in the whole set
     * @param guarded whether the largest number takes the place of an infinity
     * @param commit whether buffers follow
     */
    static @Nullable Tensor apply(List<Pending> actions, DeviceTensor of, int t, boolean guarded, boolean commit) {
        Changes changes = new Changes(of, commit);
        Tensor values = null;
        for (Pending pending : actions) {
            int local = pending.subset().local(t);
            if (local >= 0 && touches(pending.action(), pending.subset().layout(), local)) {
                Tensor before = values == null ? of.gradient().toType(torch.ScalarType.Double) : values;
                values = changes.apply(pending.action(), pending.subset().layout(), local, before);
            }
        }
        return values == null || !guarded ? values : clamp(values, Double.MAX_VALUE);
    }

    /** A finite number beyond the type's range becomes its largest; infinities pass. */
    static Tensor saturated(Tensor values, double largest) {
        return torch.where(values.isinf(), values, clamp(values, largest));
    }

    static Tensor clamp(Tensor values, double largest) {
        return values.clamp(new ScalarOptional(new Scalar(-largest)), new ScalarOptional(new Scalar(largest)));
    }

    static Tensor clampAbove(Tensor values, double largest) {
        return values.clamp(new ScalarOptional(), new ScalarOptional(new Scalar(largest)));
    }

    private static boolean touches(Action action, Layout layout, int tensor) {
        if (action instanceof Action.Scale scale && scale.scope() != Scope.UNIT) {
            int group = layout.groupOf(scale.scope(), tensor);
            return scale.factors()[group] != 1 || (scale.divisors() != null && scale.divisors()[group] != 1);
        }
        return !(action instanceof Action.ResetMoments);
    }

    private Tensor apply(Action action, Layout layout, int tensor, Tensor g) {
        if (action instanceof Action.Scale scale) {
            return scale(scale, layout, tensor, g);
        } else if (action instanceof Action.ScaleAbove scale) {
            int group = layout.groupOf(scale.scope(), tensor);
            return torch.where(
                    g.abs().gt(new Scalar(scale.limits()[group])), g.mul(new Scalar(scale.factors()[group])), g);
        } else if (action instanceof Action.Shift shift) {
            return shift.scope() == Scope.UNIT
                    ? g.add(perUnit(shift.amounts(), layout, tensor))
                    : g.add(new Scalar(shift.amounts()[layout.groupOf(shift.scope(), tensor)]));
        } else if (action instanceof Action.AddSign add) {
            return g.add(g.sign().mul(new Scalar(add.amount())));
        } else if (action instanceof Action.Band band) {
            return band(band, g);
        } else if (action instanceof Action.ReplaceNaN replace) {
            return g.masked_fill(g.isnan(), new Scalar(replace.replacement()));
        } else if (action instanceof Action.Noise noise) {
            return g.add(
                    Gaussians.of(noise.seed(), noise.step(), of.offset(), g).mul(new Scalar(noise.deviation())));
        } else if (action instanceof Action.Blend blend) {
            return blend(blend, tensor, g);
        } else {
            return g; // ResetMoments is for the optimizer.
        }
    }

    private Tensor perUnit(double[] numbers, Layout layout, int tensor) {
        Parameter parameter = of.parameter();
        return DeviceTensor.perUnit(
                parameter,
                numbers,
                layout.groupOf(Scope.UNIT, tensor),
                of.gradient().device());
    }

    private Tensor scale(Action.Scale scale, Layout layout, int tensor, Tensor g) {
        double[] divisors = scale.divisors();
        if (scale.scope() == Scope.UNIT) {
            Tensor divided = divisors == null ? g : g.div(perUnit(divisors, layout, tensor));
            return divided.mul(perUnit(scale.factors(), layout, tensor));
        }
        int group = layout.groupOf(scale.scope(), tensor);
        Tensor divided = divisors == null ? g : g.div(new Scalar(divisors[group]));
        return divided.mul(new Scalar(scale.factors()[group]));
    }

    static Tensor band(Action.Band band, Tensor g) {
        Tensor magnitude = g.abs();
        Tensor wanted = magnitude.clamp(
                new ScalarOptional(new Scalar(band.low())), new ScalarOptional(new Scalar(band.high())));
        if (band.maxFactor() < Double.POSITIVE_INFINITY) {
            Tensor most = magnitude.mul(new Scalar(band.maxFactor()));
            wanted = torch.where(wanted.gt(magnitude), wanted.minimum(most), wanted);
        }
        Tensor left = magnitude.eq(new Scalar(0));
        if (band.floor() > 0) {
            left = left.logical_or(magnitude.lt(new Scalar(Math.min(band.low(), band.floor()))));
        }
        return torch.where(left, g, wanted.copysign(g));
    }

    private Tensor blend(Action.Blend blend, int tensor, Tensor g) {
        TensorMemory memory = (TensorMemory)
                blend.state().buffer(blend.buffer(), tensor, kept -> TensorMemory.beside(of.gradient(), kept));
        Tensor b = memory.tensor()
                .toType(torch.ScalarType.Double)
                .view(of.gradient().shape());
        Tensor changed = terms(blend.gg(), g, blend.gb(), b);
        if (commit) {
            memory.tensor()
                    .copy_(saturated(
                            terms(blend.bg(), g, blend.bb(), b), memory.type().largest()));
        }
        return changed;
    }

    /** A coefficient of zero drops its term, whatever it holds. */
    private static Tensor terms(double first, Tensor a, double second, Tensor b) {
        if (first == 0) {
            return second == 0 ? torch.zeros_like(a) : b.mul(new Scalar(second));
        }
        return second == 0 ? a.mul(new Scalar(first)) : a.mul(new Scalar(first)).add(b.mul(new Scalar(second)));
    }
}
