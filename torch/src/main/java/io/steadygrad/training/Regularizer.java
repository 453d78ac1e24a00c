package io.steadygrad.training;

import io.steadygrad.model.Weight;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A term that is added to the training loss and depends on the weights alone. Metrics do not contain it. */
@FunctionalInterface
public interface Regularizer {
    /** A scalar connected to the weights; belongs to the caller's scope. */
    Tensor penalty(List<Weight> weights);
}
