/** What a run recorded of its loss, its norms and its tensors, step by step, small enough to keep for every trial. */
@NullMarked
package io.steadygrad.trace;

import org.jspecify.annotations.NullMarked;
