package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.gradient.Subset;
import io.steadygrad.measure.Histograms;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import java.util.List;

/** Gradients in host memory. */
public record HostExecutor(GradientSet set) implements Executor {

    @Override
    public Layout layout() {
        return set.layout();
    }

    @Override
    public Measurements read(List<Pending> actions, boolean guarded, Needs needs, Subset subset) {
        return new Pass(set, actions, guarded).read(needs, subset);
    }

    /** Measures and fills histograms in the same reading. */
    public Measurements observe(Histograms histograms) {
        Measurements found = new Measurements(set.layout(), Needs.ENTRIES);
        Sweep.survey(set, Subset.all(set.layout()), found, histograms);
        return found;
    }

    @Override
    public Measurements write(Outcome outcome, boolean guarded) {
        double[] factors = outcome.factors();
        if (factors != null && sweeps(outcome.before(), factors)) {
            Sweep.scale(set, factors);
            return outcome.before().scaled(Scope.TENSOR, factors);
        }
        return new Pass(set, outcome.pending(), guarded).write();
    }

    /** Whether every tensor is float32 and stays in the range of normal numbers. */
    private boolean sweeps(Measurements before, double[] factors) {
        for (int t = 0; t < set.size(); t++) {
            Elements gradient = set.get(t).gradient();
            double norm = before.norm(Norm.L2, Scope.TENSOR, t);
            boolean untouched = factors[t] == 1 || norm == 0;
            if (!Sweep.isFloat32(gradient) || !(untouched || Sweep.fits(factors[t], norm, gradient.size()))) {
                return false;
            }
        }
        return true;
    }
}
