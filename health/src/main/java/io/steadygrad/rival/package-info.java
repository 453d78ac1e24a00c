/**
 * Other people's rules for telling sick runs from healthy ones, as their authors published them, on our record of a run: what
 * {@code make health} measures the program's own diagnosis against. Each says what a {@link io.steadygrad.trace.Trace} does not hold and
 * how that was approximated. Pure functions.
 */
@NullMarked
package io.steadygrad.rival;

import org.jspecify.annotations.NullMarked;
