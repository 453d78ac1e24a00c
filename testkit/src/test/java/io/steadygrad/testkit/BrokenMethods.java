package io.steadygrad.testkit;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Action;
import io.steadygrad.method.Claim;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** One sound method, and methods with one mistake each, as people make them. */
final class BrokenMethods {
    private BrokenMethods() {}

    /** Every mistake is in a factor for all gradients. */
    private interface Factor extends Method {
        double factor(Measurements now, State state);

        @Override
        default Effect effect() {
            return Effect.SCALES_TENSORS;
        }

        @Override
        default Decision decide(Measurements now, State state, Step step) {
            return scale(Scope.GLOBAL, factor(now, state));
        }
    }

    private static Decision scale(Scope scope, double... factors) {
        int[] engaged = new int[factors.length];
        Arrays.setAll(engaged, i -> i);
        return factors.length == 0
                ? Decision.keep()
                : Decision.act(
                        new Action.Scale(scope, factors, null),
                        new Decision.Engaged(scope, engaged),
                        Double.NaN,
                        "always");
    }

    /** g / (1 + n); what it claims is true, unless told otherwise. */
    record Sound(Set<Claim> claims) implements Factor {
        Sound() {
            this(Set.of(new Claim.Bounds(Norm.L2, Scope.GLOBAL, 0, 1), new Claim.KeepsDirection(Scope.GLOBAL)));
        }

        @Override
        public double factor(Measurements now, State state) {
            return 1 / (1 + now.globalNorm());
        }
    }

    /** Divides by what may underflow to zero. */
    record DividesByTheSquare() implements Factor {
        @Override
        public double factor(Measurements now, State state) {
            return now.globalNorm() == 0 ? 1 : 1 / (now.globalNorm() * now.globalNorm());
        }
    }

    /** Moves every entry. */
    record Shifts() implements Method {
        @Override
        public Effect effect() {
            return Effect.RESHAPES;
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            double[] amounts = new double[now.layout().count(Scope.TENSOR)];
            Arrays.fill(amounts, 0.001);
            return new Decision(
                    Decision.Verdict.CONTINUE,
                    List.of(new Action.Shift(Scope.TENSOR, amounts)),
                    new Decision.Engaged(Scope.TENSOR, new int[] {0}),
                    Double.NaN,
                    "always",
                    null);
        }
    }

    /** Blows up what float32 rounded away. */
    record MagnifiesRounding() implements Method {
        @Override
        public Effect effect() {
            return Effect.RESHAPES;
        }

        @Override
        public Set<Claim> claims() {
            return Set.of(Claim.Exemption.ADDS);
        }

        @Override
        public State start(Layout layout) {
            return new State().buffer("mean", layout.parameters().size());
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            return new Decision(
                    Decision.Verdict.CONTINUE,
                    List.of(new Action.Blend(state, "mean", 1, 1e4, 0.1, 0.9)),
                    new Decision.Engaged(Scope.GLOBAL, new int[] {0}),
                    Double.NaN,
                    "always",
                    null);
        }
    }

    /** Forgets that a model may have no parameters. */
    record LooksAtTheFirstParameter() implements Factor {
        @Override
        public double factor(Measurements now, State state) {
            return now.layout().parameters().get(0).rank() > 9 ? 0.25 : 0.5;
        }
    }

    /** Counts rejected steps too. */
    record LearnsFromRejectedSteps() implements Factor {
        @Override
        public State start(Layout layout) {
            return new State().array("steps", 1);
        }

        @Override
        public double factor(Measurements now, State state) {
            return 1 / (1 + state.get("steps")[0]);
        }

        @Override
        public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
            state.get("steps")[0]++;
        }
    }

    /** Takes NaN into its average. */
    record AveragesNaN() implements Factor {
        @Override
        public State start(Layout layout) {
            return new State().array("average", 1);
        }

        @Override
        public double factor(Measurements now, State state) {
            return 1 / (1 + state.get("average")[0]);
        }

        @Override
        public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
            if (accepted) {
                state.get("average")[0] = 0.9 * state.get("average")[0] + 0.1 * now.globalNorm();
            }
        }
    }

    /** Remembers beside its state. */
    record RemembersInAField(int[] steps) implements Factor {
        @Override
        public double factor(Measurements now, State state) {
            return 1.0 / (1 + steps[0]++ % 3);
        }
    }

    /** Counts while deciding. */
    record CountsWhileDeciding() implements Factor {
        @Override
        public State start(Layout layout) {
            return new State().array("steps", 1);
        }

        @Override
        public double factor(Measurements now, State state) {
            return 1 / (1 + state.get("steps")[0]++);
        }
    }

    /** Treats tensors by their place. */
    record GoesByPlace(Set<Claim> claims) implements Method {
        @Override
        public Effect effect() {
            return Effect.SCALES_TENSORS;
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            double[] factors = new double[now.layout().count(Scope.TENSOR)];
            Arrays.setAll(factors, t -> 1 / (2.0 + t));
            return scale(Scope.TENSOR, factors);
        }
    }

    /** Is another on every thread. */
    record GoesByThread(ThreadLocal<int[]> steps) implements Factor {
        @Override
        public double factor(Measurements now, State state) {
            return 1.0 / (1 + steps.get()[0]++ % 2000);
        }
    }

    /** Changes gradients and does not say so. */
    record KeepsSilent() implements Method {
        @Override
        public Effect effect() {
            return Effect.SCALES_TENSORS;
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            return new Decision(
                    Decision.Verdict.CONTINUE,
                    List.of(new Action.Scale(Scope.GLOBAL, new double[] {0.5}, null)),
                    null,
                    Double.NaN,
                    "",
                    null);
        }
    }

    /** Announces less than it does. */
    record UnderstatesItsEffect() implements Factor {
        @Override
        public Effect effect() {
            return Effect.NOTHING;
        }

        @Override
        public double factor(Measurements now, State state) {
            return 0.5;
        }
    }
}
