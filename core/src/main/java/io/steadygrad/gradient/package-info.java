/** What a method works on: the parameters of a model, the memory of their gradients, scopes and norms. */
@NullMarked
package io.steadygrad.gradient;

import org.jspecify.annotations.NullMarked;
