/**
 * What {@code steady bench} measures: control, observation and optimizers against the machine's own memory bandwidth and
 * LibTorch's ways to do the same work, all in one process and in turn.
 */
@NullMarked
package io.steadygrad.bench;

import org.jspecify.annotations.NullMarked;
