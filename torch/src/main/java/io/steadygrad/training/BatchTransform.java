package io.steadygrad.training;

import org.bytedeco.pytorch.Tensor;

/**
 * What happens to the inputs of each batch before the model sees them: work that would waste memory if it were done on the
 * whole data set, such as padding images or repeating their only channel.
 */
@FunctionalInterface
public interface BatchTransform {
    /** Leaves the batch as it is. */
    BatchTransform NONE = features -> features;

    /**
     * @param features {@code [batch, ...]}, not to be changed in place
     * @return what the model gets, the batch still first
     */
    Tensor apply(Tensor features);
}
