/** Text for methods and optimizers: {@code skip_non_finite | clip_by_global_norm(1)}. */
@NullMarked
package io.steadygrad.expression;

import org.jspecify.annotations.NullMarked;
