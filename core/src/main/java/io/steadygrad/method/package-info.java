/** The gradient methods: one record each, which says what it needs measured, decides, and answers with actions. */
@NullMarked
package io.steadygrad.method;

import org.jspecify.annotations.NullMarked;
