package io.steadygrad.replay;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.measure.NonFinite;
import io.steadygrad.method.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a trace tells about the gradients of one step, as the methods so far leave them. The norm over all tensors is the
 * recorded one; a tensor's own comes from the row that covers the step. What cannot be known is a {@link MissingStatistic}.
 *
 * <p>Shapes: T tensors of the layout. {@code changedBy[t]} names the method that changed single entries of tensor t, after
 * which only its largest magnitude may still be known.
 */
final class Recorded extends Measurements {
    private final RecordedTensors rows;
    private final double global;
    private final boolean whole;
    private final boolean finite;
    private final double[] l2;
    private final double[] linf;
    private final double[] factors;
    private final @Nullable String[] changedBy;
    private final int[] tensors;

    /** The gradients as they came. */
    Recorded(Layout layout, RecordedTensors rows, double global) {
        this(
                layout,
                rows,
                global,
                true,
                rows.l2(),
                rows.linf(),
                ones(layout.parameters().size()),
                new @Nullable String[layout.parameters().size()],
                IntStream.range(0, layout.parameters().size()).toArray());
    }

    private Recorded(
            Layout layout,
            RecordedTensors rows,
            double global,
            boolean whole,
            double[] l2,
            double[] linf,
            double[] factors,
            @Nullable String[] changedBy,
            int[] tensors) {
        super(layout, Needs.ENTRIES);
        this.rows = rows;
        this.global = global;
        this.whole = whole;
        this.finite = Double.isFinite(global);
        this.l2 = l2;
        this.linf = linf;
        this.factors = factors;
        this.changedBy = changedBy;
        this.tensors = tensors;
    }

    private static double[] ones(int length) {
        double[] ones = new double[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public double norm(Norm norm, Scope scope, int group) {
        if (scope == Scope.UNIT) {
            throw new MissingStatistic("the norm of every output unit, but a trace keeps norms of whole tensors");
        }
        if (norm.mean()) {
            throw new MissingStatistic(
                    "the " + norm + ", and so every tensor's number of entries, which no trace keeps");
        }
        int[] members = layout().members(scope, group);
        if (norm.isMax()) {
            return Arrays.stream(members).mapToDouble(this::largest).reduce(0, Math::max);
        }
        if (norm.p() != 2) {
            throw new MissingStatistic("the " + norm + " norm, but a trace keeps l2 and linf");
        }
        for (int t : members) {
            requireKnown(changedBy[t], "l2 norm");
        }
        return l2(members);
    }

    private double l2(int[] members) {
        boolean even = IntStream.of(members).allMatch(t -> factors[t] == factors[members[0]]);
        if (whole && even && members.length == factors.length) {
            return members.length == 0 ? global : factors[members[0]] * global;
        }
        rows.use();
        double max = Arrays.stream(members).mapToDouble(t -> factors[t] * l2[t]).reduce(0, Math::max);
        if (max == 0 || !(max < Double.POSITIVE_INFINITY)) {
            return max;
        }
        double sum = 0;
        for (int t : members) {
            double part = factors[t] * l2[t] / max;
            sum += part * part;
        }
        return max * Math.sqrt(sum);
    }

    @Override
    public double largest(int tensor) {
        if (Double.isNaN(linf[tensor])) {
            requireKnown(changedBy[tensor], "largest entry");
        }
        rows.use();
        return factors[tensor] * linf[tensor];
    }

    @Override
    public double mean(int tensor) {
        requireKnown(changedBy[tensor], "mean");
        rows.use();
        return factors[tensor] * rows.mean()[tensors[tensor]];
    }

    private static void requireKnown(@Nullable String changer, String what) {
        if (changer != null) {
            throw new MissingStatistic("the " + what + " of what " + changer
                    + " leaves, which follows from the entries and not from their norms");
        }
    }

    @Override
    public double weightNorm(Norm norm, Scope scope, int group) {
        throw new MissingStatistic("the norms of the weights, which no trace keeps");
    }

    @Override
    public double unitMean(int unit) {
        throw new MissingStatistic("the mean of every output unit, but a trace keeps means of whole tensors");
    }

    @Override
    public long zeros(int tensor) {
        throw new MissingStatistic("the number of zero entries, which no trace keeps");
    }

    @Override
    public long nonFinite(int tensor) {
        return finite ? 0 : rows.nonFinite()[tensors[tensor]];
    }

    @Override
    public NonFinite nonFiniteOf(int tensor) {
        long count = nonFinite(tensor);
        return count == 0
                ? NonFinite.NONE
                : new NonFinite(
                        count, 0, 0, List.of(layout().parameters().get(tensor).name()));
    }

    @Override
    public boolean anyNonFinite() {
        return whole ? !finite : IntStream.range(0, tensors.length).anyMatch(t -> nonFinite(t) > 0);
    }

    /** A trace does not tell NaN from infinity: all are counted as NaN. */
    @Override
    public NonFinite nonFinite() {
        if (!anyNonFinite()) {
            return NonFinite.NONE;
        }
        List<String> names = new ArrayList<>();
        long total = 0;
        for (int t = tensors.length - 1; t >= 0; t--) {
            if (nonFinite(t) > 0) {
                total += nonFinite(t);
                names.add(layout().parameters().get(t).name());
            }
        }
        return names.isEmpty() ? new NonFinite(1, 0, 0, List.of("unknown")) : new NonFinite(total, 0, 0, names);
    }

    @Override
    public Recorded scaled(Scope scope, double[] byGroup) {
        double[] changed = factors.clone();
        for (int t = 0; t < changed.length; t++) {
            changed[t] *= byGroup[layout().groupOf(scope, t)];
        }
        return new Recorded(layout(), rows, global, whole, l2, linf, changed, changedBy, tensors);
    }

    /** After every entry was clamped into a band: the largest entry is known, norms only of tensors that it left alone. */
    Recorded clamped(Action.Band band, String method) {
        return changed(
                method,
                t -> band.low() > 0 ? largest(t) > 0 : !(largest(t) <= band.high()),
                largest -> largest > band.high() ? band.high() : raised(largest, band));
    }

    private static double raised(double magnitude, Action.Band band) {
        boolean low = magnitude > 0 && magnitude < band.low() && magnitude >= band.floor();
        return low ? Math.min(band.low(), magnitude * band.maxFactor()) : magnitude;
    }

    /** After something that norms cannot tell. */
    Recorded unknown(String method) {
        return changed(method, t -> true, largest -> Double.NaN);
    }

    private Recorded changed(String method, java.util.function.IntPredicate bites, DoubleUnaryOperator newLargest) {
        double[] newLinf = linf.clone();
        double[] newFactors = factors.clone();
        @Nullable String[] changers = changedBy.clone();
        for (int t = 0; t < changers.length; t++) {
            if (bites.test(t)) {
                newLinf[t] = newLargest.applyAsDouble(factors[t] * linf[t]);
                newFactors[t] = 1;
                changers[t] = method;
            }
        }
        return new Recorded(layout(), rows, global, whole, l2, newLinf, newFactors, changers, tensors);
    }

    /** Some of these tensors, for the methods of a branch. */
    Recorded part(Layout inner, int[] members) {
        if (members.length == tensors.length) {
            return this;
        }
        @Nullable String[] changers = new @Nullable String[members.length];
        Arrays.setAll(changers, i -> changedBy[members[i]]);
        return new Recorded(
                inner,
                rows,
                global,
                false,
                pick(l2, members),
                pick(linf, members),
                pick(factors, members),
                changers,
                IntStream.of(members).map(t -> tensors[t]).toArray());
    }

    /** These tensors once a branch has changed some of them. */
    Recorded with(Recorded part, int[] members) {
        if (members.length == tensors.length) {
            return part;
        }
        double[] newLinf = linf.clone();
        double[] newFactors = factors.clone();
        @Nullable String[] changers = changedBy.clone();
        for (int i = 0; i < members.length; i++) {
            newLinf[members[i]] = part.linf[i];
            newFactors[members[i]] = part.factors[i];
            changers[members[i]] = part.changedBy[i];
        }
        return new Recorded(layout(), rows, global, whole, l2, newLinf, newFactors, changers, tensors);
    }

    private static double[] pick(double[] values, int[] members) {
        return IntStream.of(members).mapToDouble(t -> values[t]).toArray();
    }

    /** The l2 norm of all, NaN where it cannot be known. */
    double normOrNaN() {
        return Arrays.stream(changedBy).allMatch(changer -> changer == null) ? globalNorm() : Double.NaN;
    }

    /** What every entry was multiplied by; NaN when that is not one number. */
    double factor() {
        boolean even =
                IntStream.range(0, factors.length).allMatch(t -> factors[t] == factors[0] && changedBy[t] == null);
        return even ? (factors.length == 0 ? 1 : factors[0]) : Double.NaN;
    }
}
