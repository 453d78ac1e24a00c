/** Random numbers that are the same on every machine, in every thread, for ever. */
@NullMarked
package io.steadygrad.random;

import org.jspecify.annotations.NullMarked;
