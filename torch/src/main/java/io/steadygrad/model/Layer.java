package io.steadygrad.model;

import org.bytedeco.pytorch.Tensor;

/** A step of the forward pass; its weights live in the model's {@link ModelMemory}. */
@FunctionalInterface
interface Layer {
    /** @param tap what stands behind named layers; hands on its argument when nobody listens */
    Tensor forward(Tensor input, boolean training, Tap tap);
}
