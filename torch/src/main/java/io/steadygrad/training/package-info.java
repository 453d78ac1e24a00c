/**
 * Training a model: losses, the order of batches, budgets, schedules, faults on purpose, and the one loop: forward, backward,
 * control, step, observe.
 */
@NullMarked
package io.steadygrad.training;

import org.jspecify.annotations.NullMarked;
