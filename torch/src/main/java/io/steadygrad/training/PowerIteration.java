package io.steadygrad.training;

import io.steadygrad.initializer.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** One measurement of {@link Sharpness} under way. Its vectors belong to the scope of who runs it. Not thread-safe. */
final class PowerIteration {
    /** A direction that is shorter than this, against the others, is rounding. */
    private static final double ROUNDING = 1e-12;

    private final TrainingLoss loss;
    private final long seed;
    private final int most;
    private final double tolerance;
    private final BooleanSupplier stop;
    private final boolean wide;
    private boolean differences;
    private int products;

    /** A vector and its product with the Hessian, which is combined as the vector is. */
    private record Pair(Tensor v, Tensor hv) {
        double dot(Pair other) {
            return v.dot(other.v).item_double();
        }

        void add(Pair other, double factor) {
            v.add_(other.v, new Scalar(factor));
            hv.add_(other.hv, new Scalar(factor));
        }

        void scale(double factor) {
            v.mul_(new Scalar(factor));
            hv.mul_(new Scalar(factor));
        }

        Pair copy() {
            return new Pair(v.clone(), hv.clone());
        }

        /** This = a x + b y + ..., by {@code weights}. */
        void combine(List<Pair> parts, double[] weights) {
            v.zero_();
            hv.zero_();
            for (int i = 0; i < parts.size(); i++) {
                add(parts.get(i), weights[i]);
            }
        }
    }

    PowerIteration(TrainingLoss loss, long seed, int most, double tolerance, BooleanSupplier stop) {
        this(loss, seed, most, tolerance, stop, false);
    }

    /** @param differences whether not to try a second backward pass */
    PowerIteration(
            TrainingLoss loss, long seed, int most, double tolerance, BooleanSupplier stop, boolean differences) {
        this.differences = differences;
        this.loss = loss;
        this.seed = seed;
        this.most = most;
        this.tolerance = tolerance;
        this.stop = stop;
        this.wide = loss.type() == torch.ScalarType.Double;
    }

    @Nullable
    Sharpness run() {
        double value = loss.value();
        if (!Double.isFinite(value)) {
            return told(Double.NaN, Double.NaN, false, value);
        }
        Pair x = product(start());
        Pair last = x.copy();
        boolean moved = false;
        double largest = 0;
        while (true) {
            if (stop.getAsBoolean()) {
                return null;
            }
            try (PointerScope scope = new PointerScope()) {
                double lambda = x.v().dot(x.hv()).item_double();
                Tensor rest = x.hv().sub(x.v().mul(new Scalar(lambda)));
                double residual = rest.norm().item_double();
                largest = Math.max(largest, x.hv().norm().item_double());
                boolean converged = residual <= tolerance * largest;
                if (converged || products >= most || !Double.isFinite(residual)) {
                    return told(Double.isFinite(residual) ? lambda : Double.NaN, residual, converged, value);
                }
                List<Pair> basis = new ArrayList<>(List.of(x.copy()));
                Pair up = product(rest.div_(new Scalar(residual)));
                largest = Math.max(largest, up.hv().norm().item_double());
                extend(basis, up);
                if (moved) {
                    extend(basis, last.copy());
                }
                double[] best = SmallSymmetric.top(projected(basis));
                x.combine(basis, best);
                best[0] = 0;
                last.combine(basis, best);
                moved = true;
                x.scale(1 / x.v().norm().item_double());
            }
        }
    }

    /** Adds what of a vector is not yet in the span of the basis, as a unit vector; twice subtracted, rounding is gone. */
    private static void extend(List<Pair> basis, Pair next) {
        double before = Math.sqrt(next.dot(next));
        for (int twice = 0; twice < 2; twice++) {
            for (Pair each : basis) {
                next.add(each, -next.dot(each));
            }
        }
        double after = Math.sqrt(next.dot(next));
        if (after > ROUNDING * before && after > 0) {
            next.scale(1 / after);
            basis.add(next);
        }
    }

    private static double[][] projected(List<Pair> basis) {
        double[][] projected = new double[basis.size()][basis.size()];
        for (int i = 0; i < basis.size(); i++) {
            for (int j = 0; j <= i; j++) {
                projected[i][j] = basis.get(i).v().dot(basis.get(j).hv()).item_double();
                projected[j][i] = projected[i][j];
            }
        }
        return projected;
    }

    private Sharpness told(double eigenvalue, double residual, boolean converged, double value) {
        return new Sharpness(
                eigenvalue,
                residual,
                products,
                converged,
                value,
                differences ? "central_differences" : "double_backward",
                wide ? "float64" : "float32");
    }

    private Tensor start() {
        double[] numbers = new double[Math.toIntExact(loss.size())];
        RandomGenerator random = Draw.generator(seed, "sharpness");
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Draw.gaussian(random);
            sum += numbers[i] * numbers[i];
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] /= Math.sqrt(sum);
        }
        Tensor v = torch.zeros(new long[] {numbers.length}, new TensorOptions(torch.ScalarType.Double));
        new DoublePointer(v.data_ptr()).put(numbers);
        return wide ? v : v.to(loss.type());
    }

    private Pair product(Tensor v) {
        products++;
        Tensor hv = torch.zeros_like(v);
        if (!differences) {
            try {
                loss.hessian(v, hv);
                return new Pair(v, hv);
            } catch (RuntimeException notTwice) {
                differences = true;
                hv.zero_();
            }
        }
        // The error of the difference and that of rounding are about equal at the cube root of the machine's precision.
        double width = Math.cbrt(wide ? 1e-16 : 6e-8);
        loss.move(v, width);
        loss.gradient(hv);
        hv.neg_();
        loss.move(v, -2 * width);
        loss.gradient(hv);
        loss.move(v, width);
        hv.mul_(new Scalar(-1 / (2 * width)));
        return new Pair(v, hv);
    }
}
