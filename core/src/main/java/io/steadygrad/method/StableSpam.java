package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scales down spiking entries, then gives every tensor the norm that its own history suggests, and lets the optimizer
 * forget its moments at intervals.
 *
 * <pre>
 * m  = gamma3 * m + (1-gamma3) * max|g|
 * g  = g * m^ / max|g|                    entries with |g| &gt; m^
 * n  = ||g||
 * a  = gamma1 * a + (1-gamma1) * n
 * b  = gamma2 * b + (1-gamma2) * n^2
 * g' = g * a^ / ((sqrt(b^) + eps) * n)
 *
 * per tensor;  x^ = x / (1 - gamma^t), t updates so far
 * </pre>
 *
 * <p><b>Edges.</b> A zero gradient stays zero and enters nothing; nor does one that is not finite. The optimizer's
 * moments are reset before steps interval + 1, 2 interval + 1, ...
 * <p><b>Cost.</b> Two reads, one write.
 * <p><b>Source.</b> Huang, Hu, Zhang, Jin, Li et al. 2025 (Stable-SPAM: how to train in 4-bit more stably than 16-bit
 * Adam, arXiv 2502.17055).
 * <p><b>Differs.</b> There it is one optimizer; here it works before any, and only asks it to forget.
 * <p><b>Example.</b> {@code stable_spam(interval=1000)}
 *
 * @param gamma1 decay of the mean norm, from 0 to below 1
 * @param gamma2 decay of the mean squared norm, from 0 to below 1
 * @param gamma3 decay of the largest entry, from 0 to below 1
 * @param interval steps between two resets of the optimizer's moments, at least 1
 * @param eps keeps the divisor from 0, 0 or above
 */
public record StableSpam(
        @Default("0.7") double gamma1,
        @Default("0.9") double gamma2,
        @Default("0.999") double gamma3,
        @Default("1000") long interval,
        @Default("1e-8") double eps)
        implements Composite {
    public StableSpam {
        Limits.decay("gamma1", gamma1);
        Limits.decay("gamma2", gamma2);
        Limits.decay("gamma3", gamma3);
        Limits.atLeast("interval", 1, interval);
        Limits.notNegative("eps", eps);
    }

    @Override
    public List<Method> parts() {
        return List.of(new Entries(gamma3, interval), new Level(gamma1, gamma2, eps));
    }

    /** The first part: entries above the running maximum are scaled to it. */
    record Entries(double decay, long interval) implements Method {
        private static final String MAXIMUM = "maximum";
        private static final String UPDATES = "updates";

        @Override
        public Needs needs() {
            return Needs.LARGEST_AND_MEAN;
        }

        @Override
        public Effect effect() {
            return Effect.RESHAPES;
        }

        @Override
        public State start(Layout layout) {
            int tensors = layout.count(Scope.TENSOR);
            return new State().array(MAXIMUM, tensors).array(UPDATES, tensors);
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            int tensors = now.layout().count(Scope.TENSOR);
            double[] limits = new double[tensors];
            double[] factors = new double[tensors];
            for (int t = 0; t < tensors; t++) {
                double largest = now.largest(t);
                double corrected = next(largest, state, t) / (1 - Math.pow(decay, state.get(UPDATES)[t] + 1));
                limits[t] = History.admits(largest) ? corrected : Double.POSITIVE_INFINITY;
                factors[t] = History.admits(largest) && corrected < largest ? corrected / largest : 1;
            }
            List<Action> actions = new ArrayList<>();
            if (step.index() > 1 && (step.index() - 1) % interval == 0) {
                actions.add(new Action.ResetMoments());
            }
            int[] limited =
                    IntStream.range(0, tensors).filter(t -> factors[t] < 1).toArray();
            if (limited.length == 0) {
                return new Decision(Decision.Verdict.CONTINUE, actions, null, Double.NaN, "", null);
            }
            actions.add(new Action.ScaleAbove(Scope.TENSOR, limits, factors));
            return new Decision(
                    Decision.Verdict.CONTINUE,
                    actions,
                    new Decision.Engaged(Scope.TENSOR, limited),
                    limits[limited[0]],
                    "entries limited to their running maximum",
                    null);
        }

        private double next(double largest, State state, int t) {
            return decay * state.get(MAXIMUM)[t] + (1 - decay) * largest;
        }

        @Override
        public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
            for (int t = 0; accepted && t < now.layout().count(Scope.TENSOR); t++) {
                if (History.admits(now.largest(t))) {
                    state.get(MAXIMUM)[t] = next(now.largest(t), state, t);
                    state.get(UPDATES)[t]++;
                }
            }
        }
    }

    /** The second part: every tensor gets the norm that its history suggests. */
    record Level(double decayOfMean, double decayOfSquare, double eps) implements Method {
        private static final String MEAN = "mean";
        private static final String ROOT = "root"; // of the mean square: squares of large norms overflow
        private static final String UPDATES = "updates";

        @Override
        public Needs needs() {
            return Needs.norm(Norm.L2, Scope.TENSOR);
        }

        @Override
        public Effect effect() {
            return Effect.SCALES_TENSORS;
        }

        @Override
        public State start(Layout layout) {
            int tensors = layout.count(Scope.TENSOR);
            return new State().array(MEAN, tensors).array(ROOT, tensors).array(UPDATES, tensors);
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            return GroupScaling.bring(
                    now,
                    Scope.TENSOR,
                    tensor -> now.norm(Norm.L2, Scope.TENSOR, tensor),
                    tensor -> wanted(now.norm(Norm.L2, Scope.TENSOR, tensor), state, tensor),
                    "norm");
        }

        private double wanted(double norm, State state, int t) {
            if (!History.admits(norm)) {
                return norm;
            }
            double updates = state.get(UPDATES)[t] + 1;
            double mean = mean(norm, state, t) / (1 - Math.pow(decayOfMean, updates));
            double root = root(norm, state, t) / Math.sqrt(1 - Math.pow(decayOfSquare, updates));
            return mean / (root + eps);
        }

        private double mean(double norm, State state, int t) {
            return decayOfMean * state.get(MEAN)[t] + (1 - decayOfMean) * norm;
        }

        private double root(double norm, State state, int t) {
            return Math.hypot(Math.sqrt(decayOfSquare) * state.get(ROOT)[t], Math.sqrt(1 - decayOfSquare) * norm);
        }

        @Override
        public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
            if (accepted) {
                History.each(now, t -> {
                    double norm = now.norm(Norm.L2, Scope.TENSOR, t);
                    state.get(MEAN)[t] = mean(norm, state, t);
                    state.get(ROOT)[t] = root(norm, state, t);
                    state.get(UPDATES)[t]++;
                });
            }
        }
    }
}
