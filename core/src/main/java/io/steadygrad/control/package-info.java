/** What users hold: the control of one model's gradients, and the report of each step. */
@NullMarked
package io.steadygrad.control;

import org.jspecify.annotations.NullMarked;
