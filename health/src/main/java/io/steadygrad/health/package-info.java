/**
 * What a training run suffers from, decided from what it recorded. Pure functions of a {@link io.steadygrad.trace.Trace}: the same
 * record gives the same diagnosis, while the run goes on and years later.
 */
@NullMarked
package io.steadygrad.health;

import org.jspecify.annotations.NullMarked;
