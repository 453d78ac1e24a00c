/** Studies: what a study file says, the trials it means, running them, and what came out. */
@NullMarked
package io.steadygrad.study;

import org.jspecify.annotations.NullMarked;
