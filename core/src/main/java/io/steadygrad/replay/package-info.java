/** What a method would have done on a recorded run: a chain decides from a trace, without gradients. */
@NullMarked
package io.steadygrad.replay;

import org.jspecify.annotations.NullMarked;
