/** Each view as a drawing. Not API. */
@NullMarked
package io.steadygrad.report.internal.figure;

import org.jspecify.annotations.NullMarked;
