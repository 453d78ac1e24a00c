package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The one layer whose weights stand out.
 *
 * <p>Three ways of standing out. <b>At birth</b>: the norm of a layer's weights over what he and over what glorot would draw is {@value #FACTOR}
 * times that or more, and so many times the median of all layers, or its inverse, by both measures. <b>Later</b>: from one sample to the next a norm
 * changes by {@value #LEAP} or more, {@value #LEAP} times as much as any other and more than the steps between can explain at the pace
 * of the first. <b>At a jump</b> ({@link #at}): gradients tell which weights were multiplied. Of several the first one counts; where
 * two layers stand out none does: then the matter is not one of a layer. <b>Edges.</b> Biases and layers of several
 * weight tensors (recurrent ones) are left out; of fewer than {@value #FEWEST} none stands out.
 *
 * @param factor of the weights' norm over what is usual; NaN where only gradients tell
 * @param step at or before which it was seen
 */
record Culprit(String layer, double factor, long step) {
    private static final double FACTOR = 8;
    private static final double LEAP = 3;
    private static final int PAST = 8;
    private static final int FEWEST = 3;

    static Optional<Culprit> find(Trace trace) {
        if (!comparable(trace)) {
            return Optional.empty();
        }
        Optional<Culprit> born = born(trace);
        return born.isPresent() ? born : leapt(trace);
    }

    /** To stand out takes others to stand out from. */
    private static boolean comparable(Trace trace) {
        return IntStream.range(0, trace.tensors().names().size())
                        .filter(tensor -> isWeight(trace, tensor))
                        .count()
                >= FEWEST;
    }

    boolean grew() {
        return factor > 1;
    }

    boolean shrank() {
        return factor < 1;
    }

    private static Optional<Culprit> born(Trace trace) {
        Signals.Updates updates = trace.signals().updates();
        if (updates.samples() == 0) {
            return Optional.empty();
        }
        int count = trace.tensors().names().size();
        double[] he = new double[count];
        double[] glorot = new double[count];
        for (int tensor = 0; tensor < count; tensor++) {
            double weight = isWeight(trace, tensor) ? Math.max(1e-30, updates.weight()[tensor]) : Double.NaN;
            double out = units(trace, layer(trace, tensor));
            double in = units(trace, layer(trace, tensor) - 1);
            he[tensor] = Math.log(weight / Math.sqrt(2 * out));
            glorot[tensor] = Math.log(weight / Math.sqrt(2 * in * out / (in + out)));
        }
        double usualHe = Robust.median(he);
        double usualGlorot = Robust.median(glorot);
        double far = Math.log(FACTOR);
        // By both what is usual in this network and what the schemes draw: an output layer is often drawn otherwise
        // than the others.
        int[] standOut = IntStream.range(0, count)
                .filter(tensor -> Math.min(he[tensor] - Math.max(0, usualHe), glorot[tensor] - Math.max(0, usualGlorot))
                                >= far
                        || Math.max(he[tensor] - Math.min(0, usualHe), glorot[tensor] - Math.min(0, usualGlorot))
                                <= -far)
                .toArray();
        return standOut.length != 1
                ? Optional.empty()
                : Optional.of(new Culprit(
                        trace.tensors().layers().get(standOut[0]),
                        Math.exp(he[standOut[0]] - usualHe),
                        updates.step()[0]));
    }

    /** Where the layer stands in the forward pass, or -1. */
    private static int layer(Trace trace, int tensor) {
        return trace.signals().layers().names().indexOf(trace.tensors().layers().get(tensor));
    }

    /** Numbers that a layer hands on; for -1, which stands before the first, the inputs. NaN where unknown. */
    private static double units(Trace trace, int layer) {
        Signals.Facts facts = trace.signals().facts();
        if (layer < 0) {
            return facts == null || layer < -1
                    ? Double.NaN
                    : Math.max(1, facts.inputs().columns());
        }
        return trace.signals().layers().units()[layer];
    }

    private static Optional<Culprit> leapt(Trace trace) {
        Signals.Updates updates = trace.signals().updates();
        int count = trace.tensors().names().size();
        for (int sample = 1; sample < updates.samples(); sample++) {
            int before = (sample - 1) * count;
            int after = sample * count;
            double[] changes = IntStream.range(0, count)
                    .mapToDouble(tensor -> isWeight(trace, tensor)
                            ? Math.log(Math.max(1e-30, updates.weight()[after + tensor])
                                    / Math.max(1e-30, updates.weight()[before + tensor]))
                            : Double.NaN)
                    .toArray();
            int[] leapers = IntStream.range(0, count)
                    .filter(tensor -> Math.abs(changes[tensor]) >= Math.log(LEAP))
                    .toArray();
            if (leapers.length == 0) {
                continue;
            }
            int most = Arrays.stream(leapers)
                    .boxed()
                    .max((a, b) -> Double.compare(Math.abs(changes[a]), Math.abs(changes[b])))
                    .orElseThrow();
            boolean alone = IntStream.range(0, count)
                    .noneMatch(tensor ->
                            tensor != most && Math.abs(changes[tensor]) > Math.abs(changes[most]) - Math.log(LEAP));
            long between = updates.step()[sample] - updates.step()[sample - 1];
            boolean explained = Math.abs(updates.weight()[after + most] - updates.weight()[before + most])
                    <= LEAP * between * updates.update()[before + most];
            return alone && !explained
                    ? Optional.of(new Culprit(
                            trace.tensors().layers().get(most), Math.exp(changes[most]), updates.step()[sample]))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * The layer whose weights were multiplied at a jump. Multiplied weights multiply the gradients of all other weights, by what comes
     * forward to those behind and back to those before, but not their own; inputs that are too large multiply all of them.
     */
    static Optional<Culprit> at(Trace trace, Jump jump) {
        Trace.Tensors tensors = trace.tensors();
        int row = Arrays.binarySearch(tensors.step(), jump.step());
        row = row >= 0 ? row : -row - 2;
        if (row < 1 || !comparable(trace)) {
            return Optional.empty();
        }
        int count = tensors.names().size();
        double[] rises = new double[count];
        for (int tensor = 0; tensor < count; tensor++) {
            double[] past = new double[Math.min(row, PAST)];
            for (int i = 0; i < past.length; i++) {
                past[i] = tensors.l2()[tensors.at(row - 1 - i, tensor)];
            }
            rises[tensor] = isWeight(trace, tensor)
                    ? Math.log(tensors.l2()[tensors.at(row, tensor)] / Robust.median(past))
                    : Double.NaN;
        }
        double least =
                Arrays.stream(rises).filter(rise -> !Double.isNaN(rise)).min().orElse(Double.NaN);
        int[] low = IntStream.range(0, count)
                .filter(tensor -> rises[tensor] < least + Math.log(FACTOR))
                .toArray();
        return low.length == 1
                ? Optional.of(new Culprit(tensors.layers().get(low[0]), Double.NaN, jump.step()))
                : Optional.empty();
    }

    private static boolean isWeight(Trace trace, int tensor) {
        List<String> layers = trace.tensors().layers();
        String layer = Objects.requireNonNull(layers.get(tensor));
        return !isBias(trace, tensor)
                && IntStream.range(0, layers.size())
                                .filter(other -> layers.get(other).equals(layer) && !isBias(trace, other))
                                .count()
                        == 1;
    }

    private static boolean isBias(Trace trace, int tensor) {
        return trace.tensors().names().get(tensor).endsWith("bias");
    }
}
