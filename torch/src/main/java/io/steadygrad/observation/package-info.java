/**
 * What a network shows beside its weights' gradients: layers' outputs, the gradients that come back to them, how far weights
 * move. Looks only; not a bit of the training changes.
 */
@NullMarked
package io.steadygrad.observation;

import org.jspecify.annotations.NullMarked;
