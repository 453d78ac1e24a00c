/** Update rules, and their step over the weights with the control's factor inside the same pass. */
@NullMarked
package io.steadygrad.optimizer;

import org.jspecify.annotations.NullMarked;
