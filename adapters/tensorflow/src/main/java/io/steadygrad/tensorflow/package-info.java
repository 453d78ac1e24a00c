/** Gradients under control in TensorFlow-Java programs: in the graph where the methods remember nothing, on the host where they do. */
@NullMarked
package io.steadygrad.tensorflow;

import org.jspecify.annotations.NullMarked;
