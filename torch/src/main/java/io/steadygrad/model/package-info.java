/** Neural networks from short specifications: what a model is, its layers, and the families that study files name. */
@NullMarked
package io.steadygrad.model;

import org.jspecify.annotations.NullMarked;
