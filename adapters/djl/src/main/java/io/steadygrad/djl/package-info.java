/** Gradient control, observation and diagnosis for programs that train with DJL. */
@NullMarked
package io.steadygrad.djl;

import org.jspecify.annotations.NullMarked;
