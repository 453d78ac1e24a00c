/** The host executor: all reading and writing of gradient memory. */
@NullMarked
package io.steadygrad.kernel;

import org.jspecify.annotations.NullMarked;
