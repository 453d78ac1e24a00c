/** Gradient control, observation and diagnosis for programs that train with Deeplearning4j. */
@NullMarked
package io.steadygrad.dl4j;

import org.jspecify.annotations.NullMarked;
