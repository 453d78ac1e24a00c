package io.steadygrad.device;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.gradient.Subset;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.measure.Tally;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One reading of tensors on a device: all sums are made there, in float64, and come to the host in one transfer. A second one
 * follows only where something is not finite or left the range of float64.
 */
final class Reading {

    private final Subset subset;
    private final Measurements found;
    private final Transfer transfer = new Transfer();

    Reading(Needs needs, Subset subset) {
        this.subset = subset;
        this.found = new Measurements(subset.layout(), needs);
    }

    /** Whether somebody asked for weights. */
    boolean weighs() {
        return found.weights() != null;
    }

    /**
     * Measures gradients.
     *
     * @param locals their numbers in the subset; none of them is empty
     */
    void gradients(int[] locals, List<Tensor> values) {
        sum(found.tensors(), locals, values);
        if (found.needs().zeros()) {
            countZeros(locals, values);
        }
        Tally units = found.units();
        if (units != null) {
            sumUnits(units, locals, values);
        }
    }

    private void countZeros(int[] locals, List<Tensor> values) {
        TensorVector others = new TensorVector();
        values.forEach(each -> others.push_back(each.count_nonzero().toType(torch.ScalarType.Double)));
        transfer.ask(torch.stack(others), counts -> {
            for (int i = 0; i < locals.length; i++) {
                found.count(locals[i], parameter(locals[i]).size() - (long) counts[i], 0, 0, 0);
            }
        });
    }

    /** Measures weights. */
    void weights(int[] locals, List<Tensor> values) {
        Tally weights = found.weights();
        if (weights != null) {
            sum(weights, locals, values);
        }
        Tally units = found.weightUnits();
        if (units != null) {
            sumUnits(units, locals, values);
        }
    }

    /**
     * Brings everything to the host.
     *
     * @param gradient gives a gradient again as it was measured
     * @param weight gives a weight again
     */
    Measurements finish(int[] locals, IntFunction<Tensor> gradient, IntFunction<Tensor> weight) {
        transfer.fetch();
        for (int local : locals) {
            if (!(found.tensors().largest(local) < Double.POSITIVE_INFINITY)) {
                countSpecial(local, gradient.apply(local));
            }
            mend(found.tensors(), found.units(), local, gradient);
            mend(found.weights(), found.weightUnits(), local, weight);
        }
        transfer.fetch();
        return found;
    }

    private Parameter parameter(int local) {
        return subset.layout().parameters().get(local);
    }

    private void sum(Tally tally, int[] slots, List<Tensor> values) {
        TensorList list = new TensorList(values);
        TensorVector columns = new TensorVector();
        columns.push_back(torch.stack(list.norms(Double.POSITIVE_INFINITY)));
        columns.push_back(each(values, value -> value.sum(new ScalarTypeOptional(torch.ScalarType.Double))));
        for (int order = 0; order < tally.orders(); order++) {
            double p = tally.order(order);
            columns.push_back(
                    p == 2 || p == 1
                            ? torch.stack(list.norms(p)).pow(new Scalar(p))
                            : each(values, value -> powers(value, p).sum()));
        }
        transfer.ask(torch.stack(columns), numbers -> take(tally, slots, numbers));
    }

    static Tensor each(List<Tensor> values, UnaryOperator<Tensor> reduction) {
        TensorVector column = new TensorVector();
        values.forEach(value -> column.push_back(reduction.apply(value)));
        return torch.stack(column);
    }

    static Tensor powers(Tensor values, double p) {
        return values.toType(torch.ScalarType.Double).abs().pow(new Scalar(p));
    }

    private void sumUnits(Tally tally, int[] locals, List<Tensor> values) {
        for (int i = 0; i < locals.length; i++) {
            Parameter parameter = parameter(locals[i]);
            Tensor units = DeviceTensor.byUnit(parameter, values.get(i).toType(torch.ScalarType.Double));
            TensorVector columns = new TensorVector();
            columns.push_back(units.abs().amax(new long[] {1}, false));
            columns.push_back(units.sum(1));
            for (int order = 0; order < tally.orders(); order++) {
                columns.push_back(powers(units, tally.order(order)).sum(1));
            }
            int first = subset.layout().groupOf(Scope.UNIT, locals[i]);
            int[] slots = new int[parameter.units()];
            Arrays.setAll(slots, unit -> first + unit);
            transfer.ask(torch.stack(columns), numbers -> take(tally, slots, numbers));
        }
    }

    /** Columns: largest magnitude, sum, one sum of powers for each order. */
    private static void take(Tally tally, int[] slots, double[] numbers) {
        for (int i = 0; i < slots.length; i++) {
            tally.add(slots[i], numbers[slots.length + i], numbers[i]);
            for (int order = 0; order < tally.orders(); order++) {
                tally.addPowers(slots[i], order, numbers[(2 + order) * slots.length + i]);
            }
        }
    }

    private void countSpecial(int local, Tensor values) {
        TensorVector counts = new TensorVector();
        counts.push_back(values.isnan().sum());
        counts.push_back(torch.isposinf(values).sum());
        counts.push_back(torch.isneginf(values).sum());
        transfer.ask(
                torch.stack(counts).toType(torch.ScalarType.Double),
                n -> found.count(local, 0, (long) n[0], (long) n[1], (long) n[2]));
    }

    /** Makes again, scaled by a power of two, the sums that left the range of float64 although all entries are finite. */
    private void mend(@Nullable Tally tensors, @Nullable Tally units, int local, IntFunction<Tensor> values) {
        if (tensors != null) {
            for (int order = 0; order < tensors.orders(); order++) {
                if (tensors.outOfRange(local, order)) {
                    sumAgain(tensors, local, order, values.apply(local).toType(torch.ScalarType.Double));
                }
            }
        }
        if (units != null) {
            int first = subset.layout().groupOf(Scope.UNIT, local);
            for (int unit = 0; unit < parameter(local).units(); unit++) {
                for (int order = 0; order < units.orders(); order++) {
                    if (units.outOfRange(first + unit, order)) {
                        Tensor all = values.apply(local).toType(torch.ScalarType.Double);
                        sumAgain(
                                units,
                                first + unit,
                                order,
                                DeviceTensor.byUnit(parameter(local), all).select(0, unit));
                    }
                }
            }
        }
    }

    private void sumAgain(Tally tally, int slot, int order, Tensor values) {
        int exponent = tally.fittingExponent(slot);
        tally.restart(slot, order, exponent);
        // In two steps: 2^-exponent itself can be out of range.
        int half = -exponent / 2;
        Tensor scaled =
                values.mul(new Scalar(Math.scalb(1.0, half))).mul(new Scalar(Math.scalb(1.0, -exponent - half)));
        transfer.ask(powers(scaled, tally.order(order)).sum(), sum -> tally.addPowers(slot, order, sum[0]));
    }
}
