/** Several processes that train one model together: how they find each other, and how they add what each has worked out. */
@NullMarked
package io.steadygrad.ranks;

import org.jspecify.annotations.NullMarked;
