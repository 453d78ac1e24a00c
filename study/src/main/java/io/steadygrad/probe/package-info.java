/** Measurements of a workload by itself, before any method is compared: how sharp its loss is, which learning rates it bears. */
@NullMarked
package io.steadygrad.probe;

import org.jspecify.annotations.NullMarked;
