package io.steadygrad.study;

import io.steadygrad.trace.Trace;

/**
 * Norms of gradients at one step of a trace. Where the trace has merged that step with others, so that only extremes are left, there
 * is none, unless the extremes are equal.
 */
record RecordedNorms(Trace trace, long step) {
    /** All tensors together. */
    static final String ALL = "all";

    /** The norm of a tensor, of a layer (all its tensors together) or of all; NaN where it was not recorded. */
    double of(String name) {
        return name.equals(ALL) ? global() : sum(name);
    }

    private double global() {
        Trace.Steps steps = trace.steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.step()[i] == step) {
                return steps.normBefore()[i];
            }
        }
        return Double.NaN;
    }

    private double sum(String name) {
        Trace.Tensors tensors = trace.tensors();
        int row = row(tensors);
        if (row < 0) {
            return Double.NaN;
        }
        double squares = 0;
        boolean found = false;
        for (int tensor = 0; tensor < tensors.names().size(); tensor++) {
            if (name.equals(tensors.names().get(tensor))
                    || name.equals(tensors.layers().get(tensor))) {
                double largest = tensors.l2()[tensors.at(row, tensor)];
                double least = tensors.l2Min()[tensors.at(row, tensor)];
                if (largest != least) {
                    return Double.NaN;
                }
                squares += largest * largest;
                found = true;
            }
        }
        return found ? Math.sqrt(squares) : Double.NaN;
    }

    private int row(Trace.Tensors tensors) {
        int row = -1;
        for (int i = 0; i < tensors.rows() && tensors.step()[i] <= step; i++) {
            row = i;
        }
        Trace.Steps steps = trace.steps();
        boolean after = steps.size() == 0 || step > steps.step()[steps.size() - 1];
        return after ? -1 : row;
    }
}
