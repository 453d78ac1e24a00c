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
 * Rejects a step whose global norm, or whose loss where it is known, is an upward outlier among those of the last
 * steps.
 *
 * <pre>
 * reject if  log x &gt; median + sigma * max(1.4826 * MAD, 0.05)
 *
 * x: global norm, loss;  median and MAD (median absolute deviation)
 * over the logarithms of the last `window` values of x
 * </pre>
 *
 * <p><b>Edges.</b> Active once half the window is filled. Rejected values do not enter the window unless {@code
 * remember_rejected}; with it, a lasting change of level is accepted in the end. Values that are zero, negative or not
 * finite enter nothing. A step without a loss is judged by its norm alone.
 * <p><b>Cost.</b> One read; two medians over the window.
 * <p><b>Source.</b> SkipStepOptimizer of OLMo-core (6 sigma over 128 steps); median and MAD: Hampel 1974.
 * <p><b>Differs.</b> On logarithms and with robust statistics: norms of small nets are heavy-tailed, and neither a
 * spike nor a NaN shifts the level.
 * <p><b>Example.</b> {@code skip_spikes(sigma=6, window=128)}
 *
 * @param sigma robust standard deviations above the median at which a step is rejected, above 0 and finite
 * @param window how many values are remembered, at least 4
 * @param rememberRejected whether rejected values enter the window too
 */
public record SkipSpikes(
        @Default("6") double sigma,
        @Default("128") int window,
        @Default("false") boolean rememberRejected) implements Method {
    private static final String NORMS = "norms";
    private static final String LOSSES = "losses";
    private static final String COUNTS = "counts"; // norms seen, losses seen
    private static final double LEAST_SPREAD = 0.05;

    public SkipSpikes {
        Limits.positiveFinite("sigma", sigma);
        Limits.atLeast("window", 4, window);
    }

    @Override
    public Needs needs() {
        return Needs.norm(Norm.L2, Scope.GLOBAL);
    }

    @Override
    public Effect effect() {
        return Effect.NOTHING;
    }

    @Override
    public State start(Layout layout) {
        return new State().array(NORMS, window).array(LOSSES, window).array(COUNTS, 2);
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.GLOBAL));
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        double norm = now.globalNorm();
        if (isSpike(norm, state.get(NORMS), (long) state.get(COUNTS)[0])) {
            return Decision.reject("global norm " + Numbers.format(norm) + " is a spike");
        }
        Double loss = step.loss();
        if (loss != null && isSpike(loss, state.get(LOSSES), (long) state.get(COUNTS)[1])) {
            return Decision.reject("loss " + Numbers.format(loss) + " is a spike");
        }
        return Decision.keep();
    }

    private boolean isSpike(double value, double[] ring, long seen) {
        int filled = (int) Math.min(seen, window);
        if (filled < window / 2 || !History.admits(value)) {
            return false;
        }
        double[] logs = Arrays.copyOf(ring, filled);
        double middle = median(logs);
        for (int i = 0; i < filled; i++) {
            logs[i] = Math.abs(logs[i] - middle);
        }
        double spread = Math.max(1.4826 * median(logs), LEAST_SPREAD);
        return Math.log(value) > middle + sigma * spread;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        boolean own = decision.verdict() == Decision.Verdict.REJECT;
        if (accepted || (own && rememberRejected)) {
            remember(now.globalNorm(), state.get(NORMS), state.get(COUNTS), 0);
            if (step.loss() != null) {
                remember(step.loss(), state.get(LOSSES), state.get(COUNTS), 1);
            }
        }
    }

    private void remember(double value, double[] ring, double[] counts, int which) {
        if (History.admits(value)) {
            ring[(int) (counts[which] % window)] = Math.log(value);
            counts[which]++;
        }
    }
}
