/** The work of {@code steady bench} under JMH, for its profilers: {@code make bench}. */
@NullMarked
package io.steadygrad.jmh;

import org.jspecify.annotations.NullMarked;
