package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.method.Action;
import io.steadygrad.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one action does to one block of one tensor. */
@FunctionalInterface
interface Change {

    /**
     * Changes the first {@code count} entries of a block in place.
     *
     * @param from index in the tensor of the block's first entry
     * @param commit whether memory is being written, so that buffers must follow
     */
    void apply(double[] block, int from, int count, boolean commit);

    /** The changes that actions make to one tensor; those that leave it alone are not in the list. */
    static List<Change> of(List<Pending> actions, GradientSet set, int tensor, long offset) {
        List<Change> changes = new ArrayList<>(actions.size());
        for (Pending pending : actions) {
            int local = pending.subset().local(tensor);
            Change change = local < 0
                    ? null
                    : of(
                            pending.action(),
                            pending.subset().layout(),
                            local,
                            set.get(tensor).gradient(),
                            offset);
            if (change != null) {
                changes.add(change);
            }
        }
        return changes;
    }

    private static @Nullable Change of(Action action, Layout layout, int tensor, Elements gradient, long offset) {
        if (action instanceof Action.Scale scale) {
            return scale(scale, layout, tensor);
        } else if (action instanceof Action.ScaleAbove scale) {
            return scaleAbove(scale, layout, tensor);
        } else if (action instanceof Action.Shift shift) {
            return shift(shift, layout, tensor);
        } else if (action instanceof Action.AddSign add) {
            return (block, from, count, commit) -> {
                for (int i = 0; i < count; i++) {
                    block[i] += add.amount() * Math.signum(block[i]);
                }
            };
        } else if (action instanceof Action.Band band) {
            return band(band);
        } else if (action instanceof Action.ReplaceNaN replace) {
            return (block, from, count, commit) -> {
                for (int i = 0; i < count; i++) {
                    block[i] = Double.isNaN(block[i]) ? replace.replacement() : block[i];
                }
            };
        } else if (action instanceof Action.Noise noise) {
            return (block, from, count, commit) -> {
                for (int i = 0; i < count; i++) {
                    block[i] +=
                            noise.deviation() * CounterRandom.gaussian(noise.seed(), noise.step(), offset + from + i);
                }
            };
        } else if (action instanceof Action.Blend blend) {
            return blend(blend, gradient, tensor);
        } else {
            return null; // ResetMoments is for the optimizer, Reject never gets here.
        }
    }

    private static @Nullable Change scale(Action.Scale scale, Layout layout, int tensor) {
        if (scale.scope() == Scope.UNIT) {
            return perUnit(layout, tensor, (block, start, end, unit) -> multiply(block, start, end, scale, unit));
        }
        int group = layout.groupOf(scale.scope(), tensor);
        boolean divides = scale.divisors() != null && scale.divisors()[group] != 1;
        if (scale.factors()[group] == 1 && !divides) {
            return null;
        }
        return (block, from, count, commit) -> multiply(block, 0, count, scale, group);
    }

    private static void multiply(double[] block, int start, int end, Action.Scale scale, int group) {
        double factor = scale.factors()[group];
        double[] divisors = scale.divisors();
        if (divisors != null && divisors[group] != 1) {
            for (int i = start; i < end; i++) {
                block[i] = block[i] / divisors[group] * factor;
            }
        } else if (factor != 1) {
            for (int i = start; i < end; i++) {
                block[i] *= factor;
            }
        }
    }

    private static Change scaleAbove(Action.ScaleAbove scale, Layout layout, int tensor) {
        int group = layout.groupOf(scale.scope(), tensor);
        double limit = scale.limits()[group];
        double factor = scale.factors()[group];
        return (block, from, count, commit) -> {
            for (int i = 0; i < count; i++) {
                block[i] = Math.abs(block[i]) > limit ? block[i] * factor : block[i];
            }
        };
    }

    private static Change shift(Action.Shift shift, Layout layout, int tensor) {
        if (shift.scope() == Scope.UNIT) {
            return perUnit(layout, tensor, (block, start, end, unit) -> {
                for (int i = start; i < end; i++) {
                    block[i] += shift.amounts()[unit];
                }
            });
        }
        double amount = shift.amounts()[layout.groupOf(shift.scope(), tensor)];
        return (block, from, count, commit) -> {
            for (int i = 0; i < count; i++) {
                block[i] += amount;
            }
        };
    }

    private static Change band(Action.Band band) {
        return (block, from, count, commit) -> {
            for (int i = 0; i < count; i++) {
                double magnitude = Math.abs(block[i]);
                if (magnitude == 0 || (magnitude < band.low() && magnitude < band.floor())) {
                    continue;
                }
                double wanted = Math.min(Math.max(magnitude, band.low()), band.high());
                if (wanted > magnitude && band.maxFactor() < Double.POSITIVE_INFINITY) {
                    wanted = Math.min(wanted, magnitude * band.maxFactor());
                }
                block[i] = Math.copySign(wanted, block[i]);
            }
        };
    }

    private static Change blend(Action.Blend blend, Elements gradient, int tensor) {
        Elements buffer = blend.state().buffer(blend.buffer(), tensor, gradient.type(), gradient.size());
        double[] kept = new double[Blocks.SIZE];
        return (block, from, count, commit) -> {
            buffer.read(from, kept, count);
            for (int i = 0; i < count; i++) {
                double g = block[i];
                double b = kept[i];
                block[i] = term(blend.gg(), g) + term(blend.gb(), b);
                kept[i] = term(blend.bg(), g) + term(blend.bb(), b);
            }
            if (commit) {
                buffer.write(from, kept, count);
            }
        };
    }

    /** A coefficient of zero drops its term, whatever it holds. */
    private static double term(double coefficient, double value) {
        return coefficient == 0 ? 0 : coefficient * value;
    }

    /** Runs over the stretches of a block that belong to one output unit. */
    private static Change perUnit(Layout layout, int tensor, UnitRuns.Run run) {
        Parameter parameter = layout.parameters().get(tensor);
        int first = layout.groupOf(Scope.UNIT, tensor);
        return (block, from, count, commit) -> UnitRuns.each(parameter, first, block, from, count, run);
    }
}
