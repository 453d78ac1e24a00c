/** The bridge to LibTorch: threads, native memory, gradients that core can see, and the gate inside backward. */
@NullMarked
package io.steadygrad.torch;

import org.jspecify.annotations.NullMarked;
