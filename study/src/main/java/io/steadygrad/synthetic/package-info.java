/** Generators of made-up data sets: toy shapes, noise, problems with long memory. */
@NullMarked
package io.steadygrad.synthetic;

import org.jspecify.annotations.NullMarked;
