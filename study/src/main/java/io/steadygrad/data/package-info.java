/** Data sets: where rows come from, which of them train, validate and test, and what identifies them. */
@NullMarked
package io.steadygrad.data;

import org.jspecify.annotations.NullMarked;
