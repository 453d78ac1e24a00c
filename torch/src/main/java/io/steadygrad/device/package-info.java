/** Gradients that stay on a device: measured, controlled and descended by LibTorch's own operations there. */
@NullMarked
package io.steadygrad.device;

import org.jspecify.annotations.NullMarked;
