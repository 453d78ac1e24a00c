/** What a configurable record looks like from outside: its parameters, their defaults, the nearest valid name. */
@NullMarked
package io.steadygrad.spec;

import org.jspecify.annotations.NullMarked;
