/**
 * Several small networks of one shape in one program: their weights lie behind each other, and every operation works on all of them at
 * once. What one of them gets, to the last bit, does not depend on how many others there are, nor on its place among them.
 */
@NullMarked
package io.steadygrad.stack;

import org.jspecify.annotations.NullMarked;
