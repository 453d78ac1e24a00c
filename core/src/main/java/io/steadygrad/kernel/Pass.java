package io.steadygrad.kernel;

import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Subset;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import java.util.List;

/** One walk over the gradients: applies pending actions, measures the result, and, when it commits, writes it. */
final class Pass {
    private final GradientSet set;
    private final List<Pending> actions;
    private final boolean guarded;

    Pass(GradientSet set, List<Pending> actions, boolean guarded) {
        this.set = set;
        this.actions = actions;
        this.guarded = guarded;
    }

    /** Measures what the actions would leave of some of the parameters. */
    Measurements read(Needs needs, Subset subset) {
        return walk(needs, subset, false);
    }

    /** Writes what the actions leave, and measures it. */
    Measurements write() {
        return walk(Needs.NOTHING, Subset.all(set.layout()), true);
    }

    private Measurements walk(Needs needs, Subset subset, boolean commit) {
        Measurements found = new Measurements(subset.layout(), needs);
        boolean sweeps = actions.isEmpty() && found.onlyPlain();
        if (sweeps) {
            Sweep.survey(set, subset, found, null);
        }
        // Tensors are shared among threads: what is found of each has slots of its own.
        Threads.share(set.size(), set.pieces().elements(), t -> {
            GradientSet.Entry entry = set.get(t);
            int local = subset.local(t);
            if (local >= 0 && !(sweeps && Sweep.isFloat32(entry.gradient()))) {
                List<Change> changes = Change.of(actions, set, t, set.pieces().offset(t));
                new TensorPass(entry, changes, guarded).walk(local, found, commit);
            }
        });
        return found;
    }
}
