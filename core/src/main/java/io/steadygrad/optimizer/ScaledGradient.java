package io.steadygrad.optimizer;

import io.steadygrad.gradient.Elements;

/** A gradient with the control's factor on it, block by block. */
record ScaledGradient(Elements gradient, double factor) {

    int size() {
        return gradient.size();
    }

    /** Fills the block from an element on, as far as there are any; gives how many. */
    int read(int from, double[] block) {
        int count = Math.min(block.length, gradient.size() - from);
        gradient.read(from, block, count);
        if (factor != 1) {
            for (int i = 0; i < count; i++) {
                block[i] *= factor;
            }
        }
        return count;
    }
}
