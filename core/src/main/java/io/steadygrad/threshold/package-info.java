/** Numbers that gradients are compared with, and what they may be. */
@NullMarked
package io.steadygrad.threshold;

import org.jspecify.annotations.NullMarked;
