/** Trials in processes of their own: what kills one of them takes one trial along, not the study. */
@NullMarked
package io.steadygrad.worker;

import org.jspecify.annotations.NullMarked;
