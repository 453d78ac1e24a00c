/**
 * One object that watches over the gradients of a training program: controls them, records them, says what is wrong. What the
 * adapters for other frameworks share.
 */
@NullMarked
package io.steadygrad.supervision;

import org.jspecify.annotations.NullMarked;
