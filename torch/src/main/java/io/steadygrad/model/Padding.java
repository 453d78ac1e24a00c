package io.steadygrad.model;

/** What a convolution does at the image's edges. */
public enum Padding {
    /** Zeros around the image, so that it keeps its size. */
    SAME,
    /** Nothing: the image shrinks by the kernel less one. */
    VALID
}
