/** How the learning rate moves during training. */
@NullMarked
package io.steadygrad.schedule;

import org.jspecify.annotations.NullMarked;
