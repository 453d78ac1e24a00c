/** A drawing as a list of shapes, written as SVG or rendered to PNG. Not API. */
@NullMarked
package io.steadygrad.report.internal.drawing;

import org.jspecify.annotations.NullMarked;
