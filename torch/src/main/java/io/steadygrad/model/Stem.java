package io.steadygrad.model;

/** How a residual or dense network takes its images in. */
public enum Stem {
    /** For 224 x 224: a 7 x 7 convolution of stride 2 and a 3 x 3 max-pooling of stride 2 shrink the image to a quarter. */
    IMAGENET,
    /** For 32 x 32: one 3 x 3 convolution of stride 1 keeps the image's size (He et al. 2016, section 4.2, with these widths). */
    SMALL
}
