/** What is known about the gradients of one step: norms, largest entries, means and non-finite counts per group. */
@NullMarked
package io.steadygrad.measure;

import org.jspecify.annotations.NullMarked;
