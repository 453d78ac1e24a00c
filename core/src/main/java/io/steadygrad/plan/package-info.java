/** A chain of methods compiled for one layout: what is read when, what is written, and what that costs. */
@NullMarked
package io.steadygrad.plan;

import org.jspecify.annotations.NullMarked;
