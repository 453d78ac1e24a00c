package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;
import java.util.Arrays;
import java.util.Set;

/**
 * Clips the global norm at a percentile of the norms of the run so far.
 *
 * <pre>
 * g' = g * min(1, P / n)
 * P  = percentile of the last `history` norms, this one included
 * </pre>
 *
 * <p><b>Edges.</b> Between two norms the percentile is interpolated linearly. The first norm is its own percentile and
 * so passes. Norms that are zero or not finite enter nothing.
 * <p><b>Cost.</b> One read; the factor rides into the optimizer's pass. The history is kept sorted: a search and a
 * shift per step.
 * <p><b>Source.</b> Seetharaman, Wichern, Pardo, Le Roux 2020 (AutoClip: adaptive gradient clipping for source
 * separation networks, arXiv 2007.14469).
 * <p><b>Differs.</b> The original keeps every norm for ever, and one NaN poisons it.
 * <p><b>Example.</b> {@code autoclip(percentile=10)}
 *
 * @param percentile above 0, at most 100
 * @param history how many norms are remembered, at least 1
 */
public record Autoclip(
        @Default("10") double percentile, @Default("10000") int history) implements Method {
    private static final String RECENT = "recent"; // a ring, oldest overwritten
    private static final String SORTED = "sorted";
    private static final String COUNTS = "counts"; // norms kept, next place in the ring

    public Autoclip {
        if (!(percentile > 0 && percentile <= 100)) {
            throw new IllegalArgumentException(
                    "percentile must be above 0 and at most 100, was " + Numbers.format(percentile));
        }
        Limits.atLeast("history", 1, history);
    }

    @Override
    public Needs needs() {
        return Needs.norm(Norm.L2, Scope.GLOBAL);
    }

    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public State start(Layout layout) {
        return new State().array(RECENT, history).array(SORTED, history).array(COUNTS, 2);
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.GLOBAL));
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        double norm = now.globalNorm();
        if (!History.admits(norm)) {
            return Decision.keep();
        }
        double limit = percentileWith(norm, state);
        return GroupScaling.limit(now, Scope.GLOBAL, all -> norm, all -> limit, "global norm");
    }

    /** The percentile of the history as it will be with this norm in it; the history itself stays as it is. */
    private double percentileWith(double norm, State state) {
        double[] sorted = state.get(SORTED);
        int count = (int) state.get(COUNTS)[0];
        double leaving = count == history ? state.get(RECENT)[(int) state.get(COUNTS)[1]] : Double.NaN;
        int gone = count == history ? Arrays.binarySearch(sorted, 0, count, leaving) : count;
        int place = Arrays.binarySearch(sorted, 0, count, norm);
        place = place < 0 ? -place - 1 : place;
        place -= gone < place ? 1 : 0;
        int total = Math.min(count + 1, history);
        double position = (total - 1) * percentile / 100;
        int below = (int) position;
        double low = ranked(below, norm, place, gone, sorted);
        double high = ranked(Math.min(below + 1, total - 1), norm, place, gone, sorted);
        return low + (position - below) * (high - low);
    }

    /** The norm of a rank once the one at {@code gone} has left and this one stands at {@code place}. */
    private static double ranked(int rank, double norm, int place, int gone, double[] sorted) {
        if (rank == place) {
            return norm;
        }
        int index = rank < place ? rank : rank - 1;
        return sorted[index < gone ? index : index + 1];
    }

    private void insert(double norm, State state) {
        double[] recent = state.get(RECENT);
        double[] sorted = state.get(SORTED);
        double[] counts = state.get(COUNTS);
        int count = (int) counts[0];
        int place = (int) counts[1];
        if (count == history) {
            int oldest = Arrays.binarySearch(sorted, 0, count, recent[place]);
            System.arraycopy(sorted, oldest + 1, sorted, oldest, count - oldest - 1);
            count--;
        }
        int at = Arrays.binarySearch(sorted, 0, count, norm);
        at = at < 0 ? -at - 1 : at;
        System.arraycopy(sorted, at, sorted, at + 1, count - at);
        sorted[at] = norm;
        recent[place] = norm;
        counts[0] = count + 1;
        counts[1] = (place + 1) % history;
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        if (accepted && History.admits(now.globalNorm())) {
            insert(now.globalNorm(), state);
        }
    }
}
