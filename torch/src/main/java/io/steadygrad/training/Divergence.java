package io.steadygrad.training;

import io.steadygrad.control.Report;
import io.steadygrad.model.Weight;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/**
 * Tells when training has diverged: the training loss or a weight is not finite. A loss that is not finite in a step that
 * the control rejected, or whose gradient it cleaned, is no divergence, because the weights are as sound as before; so many
 * of these in a row are, since nothing is learned any more.
 */
final class Divergence {
    /** As many as the default guard tolerates. */
    private static final int MOST_IN_A_ROW = 10;

    private final List<Weight> weights;
    private int inARow;

    Divergence(List<Weight> weights) {
        this.weights = weights;
    }

    /** Why training cannot go on after this step, or the empty text. */
    String after(double loss, Report report) {
        boolean finite = Double.isFinite(loss);
        if (!report.accepted() || (finite && !report.nonFinite().any())) {
            inARow = report.accepted() ? 0 : inARow;
            return "";
        }
        String weight = firstNonFiniteWeight();
        if (!weight.isEmpty()) {
            return "the weights of " + weight + " are no longer finite";
        }
        if (finite) {
            return "";
        }
        inARow++;
        if (!report.nonFinite().any() || inARow >= MOST_IN_A_ROW) {
            return "the training loss is " + loss;
        }
        return "";
    }

    /** Steps in a row whose loss was not finite though their gradient was cleaned. */
    int inARow() {
        return inARow;
    }

    /** Goes on from such a number. */
    void inARow(int before) {
        inARow = before;
    }

    /** Name of the first weight that holds NaN or infinity, or the empty text. Reads every weight. */
    String firstNonFiniteWeight() {
        try (PointerScope scope = new PointerScope()) {
            for (Weight weight : weights) {
                if (!weight.tensor().detach().isfinite().all().item_bool()) {
                    return weight.parameter().name();
                }
            }
        }
        return "";
    }
}
