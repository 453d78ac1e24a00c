/** What control costs, beside LibTorch's way to do the same work: {@code make bench}. */
@NullMarked
package io.steadygrad.bench;

import org.jspecify.annotations.NullMarked;
