package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Tally;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One walk over one tensor of any type, in float64: applies changes to each block while it is in the cache, measures the
 * result, and, when it commits, writes it. Blocks are of fixed size and their parts are added in order.
 */
final class TensorPass {
    private static final ThreadLocal<double[]> BLOCKS = ThreadLocal.withInitial(() -> new double[Blocks.SIZE]);

    private final GradientSet.Entry entry;
    private final List<Change> changes;
    private final boolean guarded;
    private final double[] block = BLOCKS.get();

    TensorPass(GradientSet.Entry entry, List<Change> changes, boolean guarded) {
        this.entry = entry;
        this.changes = changes;
        this.guarded = guarded;
    }

    /** @param t the tensor's number in what is to be found */
    void walk(int t, Measurements found, boolean commit) {
        Layout layout = found.layout();
        measure(t, found, commit);
        List<Change> left = commit ? List.of() : changes;
        mendRange(entry.gradient(), left, entry.parameter(), t, found.tensors(), false, layout);
        if (found.units() != null) {
            mendRange(entry.gradient(), left, entry.parameter(), t, found.units(), true, layout);
        }
        if (found.weights() != null) {
            weigh(t, found, layout);
        }
    }

    private void measure(int t, Measurements found, boolean commit) {
        Tally units = found.units();
        Elements gradient = entry.gradient();
        Parameter parameter = entry.parameter();
        int firstUnit = found.layout().groupOf(Scope.UNIT, t);
        for (int from = 0; from < gradient.size(); from += Blocks.SIZE) {
            int count = Math.min(Blocks.SIZE, gradient.size() - from);
            load(gradient, changes, from, count, commit);
            if (commit && !changes.isEmpty()) {
                gradient.write(from, block, count);
            }
            double largest = tally(found.tensors(), t, block, 0, count);
            if (units != null) {
                UnitRuns.each(
                        parameter,
                        firstUnit,
                        block,
                        from,
                        count,
                        (b, start, end, unit) -> tally(units, unit, b, start, end));
            }
            countSpecial(found, t, count, largest);
        }
    }

    private void load(Elements gradient, List<Change> changes, int from, int count, boolean commit) {
        gradient.read(from, block, count);
        for (Change change : changes) {
            change.apply(block, from, count, commit);
        }
        if (guarded && !changes.isEmpty()) {
            // What is measured is what memory will hold; between methods the range is that of float64.
            double most = commit ? gradient.type().largest() : Double.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                block[i] = Math.max(-most, Math.min(most, block[i]));
            }
        }
    }

    /** Counts zeros, and what is not finite where the largest magnitude says that there is something. */
    private void countSpecial(Measurements found, int t, int count, double largest) {
        int zeros = 0;
        for (int i = 0; i < count; i++) {
            zeros += block[i] == 0 ? 1 : 0;
        }
        found.count(t, zeros, 0, 0, 0);
        if (!(largest < Double.POSITIVE_INFINITY)) {
            found.countNonFinite(t, block, count);
        }
    }

    /** Adds entries to a slot and gives back their largest magnitude, NaN where one is. */
    private static double tally(Tally tally, int slot, double[] block, int start, int end) {
        double sum = sum(block, start, end);
        double largest = largest(block, start, end);
        if (Double.isNaN(sum) && holdsNaN(block, start, end)) {
            largest = Double.NaN;
        }
        tally.add(slot, sum, largest);
        for (int order = 0; order < tally.orders(); order++) {
            tally.addPowers(slot, order, powers(block, start, end, tally.order(order), 1));
        }
        return largest;
    }

    // The loops keep four running values each: one would make every addition wait for the one before.

    private static double sum(double[] block, int start, int end) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = start;
        for (; i + 4 <= end; i += 4) {
            a += block[i];
            b += block[i + 1];
            c += block[i + 2];
            d += block[i + 3];
        }
        for (; i < end; i++) {
            a += block[i];
        }
        return (a + b) + (c + d);
    }

    /** Of magnitudes; passes over NaN. */
    private static double largest(double[] block, int start, int end) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = start;
        for (; i + 4 <= end; i += 4) {
            double w = Math.abs(block[i]);
            double x = Math.abs(block[i + 1]);
            double y = Math.abs(block[i + 2]);
            double z = Math.abs(block[i + 3]);
            a = w > a ? w : a;
            b = x > b ? x : b;
            c = y > c ? y : c;
            d = z > d ? z : d;
        }
        for (; i < end; i++) {
            double w = Math.abs(block[i]);
            a = w > a ? w : a;
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    /** A sum is NaN also where infinities of both signs meet. */
    private static boolean holdsNaN(double[] block, int start, int end) {
        for (int i = start; i < end; i++) {
            if (Double.isNaN(block[i])) {
                return true;
            }
        }
        return false;
    }

    /** The sum of {@code (|g| * unit)^p}. */
    private static double powers(double[] block, int start, int end, double p, double unit) {
        if (p == 2) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = start;
            for (; i + 4 <= end; i += 4) {
                double w = block[i] * unit;
                double x = block[i + 1] * unit;
                double y = block[i + 2] * unit;
                double z = block[i + 3] * unit;
                a += w * w;
                b += x * x;
                c += y * y;
                d += z * z;
            }
            for (; i < end; i++) {
                a += (block[i] * unit) * (block[i] * unit);
            }
            return (a + b) + (c + d);
        }
        double sum = 0;
        for (int i = start; i < end; i++) {
            double magnitude = Math.abs(block[i]) * unit;
            sum += p == 1 ? magnitude : Math.pow(magnitude, p);
        }
        return sum;
    }

    /** Sums that left the range of float64 although all entries are finite are made again, scaled by a power of two. */
    private void mendRange(
            Elements values,
            List<Change> changes,
            Parameter parameter,
            int t,
            Tally tally,
            boolean perUnit,
            Layout layout) {
        int first = perUnit ? layout.groupOf(Scope.UNIT, t) : t;
        int slots = perUnit ? parameter.units() : 1;
        for (int order = 0; order < tally.orders(); order++) {
            for (int slot = first; slot < first + slots; slot++) {
                if (tally.outOfRange(slot, order)) {
                    sumAgain(values, changes, parameter, perUnit ? first : -1, tally, slot, order);
                }
            }
        }
    }

    private void sumAgain(
            Elements values,
            List<Change> changes,
            Parameter parameter,
            int firstUnit,
            Tally tally,
            int slot,
            int order) {
        int exponent = tally.fittingExponent(slot);
        double p = tally.order(order);
        tally.restart(slot, order, exponent);
        for (int from = 0; from < values.size(); from += Blocks.SIZE) {
            int count = Math.min(Blocks.SIZE, values.size() - from);
            load(values, changes, from, count, false);
            for (int i = 0; i < count; i++) {
                // In two steps: 2^-exponent itself can be out of range.
                block[i] = Math.scalb(block[i], -exponent);
            }
            if (firstUnit < 0) {
                tally.addPowers(slot, order, powers(block, 0, count, p, 1));
            } else {
                UnitRuns.each(parameter, firstUnit, block, from, count, (b, start, end, unit) -> {
                    if (unit == slot) {
                        tally.addPowers(slot, order, powers(b, start, end, p, 1));
                    }
                });
            }
        }
    }

    private void weigh(int t, Measurements found, Layout layout) {
        Elements weight = entry.weight();
        if (weight == null) {
            throw new IllegalArgumentException("A method compares gradients with weights, but '"
                    + entry.parameter().name() + "' came without its weight; add it to the gradient set");
        }
        Tally perTensor = Objects.requireNonNull(found.weights());
        @Nullable Tally perUnit = found.weightUnits();
        int firstUnit = layout.groupOf(Scope.UNIT, t);
        for (int from = 0; from < weight.size(); from += Blocks.SIZE) {
            int count = Math.min(Blocks.SIZE, weight.size() - from);
            weight.read(from, block, count);
            tally(perTensor, t, block, 0, count);
            if (perUnit != null) {
                UnitRuns.each(
                        entry.parameter(),
                        firstUnit,
                        block,
                        from,
                        count,
                        (b, start, end, unit) -> tally(perUnit, unit, b, start, end));
            }
        }
        mendRange(weight, List.of(), entry.parameter(), t, perTensor, false, layout);
        if (perUnit != null) {
            mendRange(weight, List.of(), entry.parameter(), t, perUnit, true, layout);
        }
    }
}
