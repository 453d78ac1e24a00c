/** The numbers that weights start with: drawn in Java, so that the same seed gives the same bits whatever else runs. */
@NullMarked
package io.steadygrad.initializer;

import org.jspecify.annotations.NullMarked;
