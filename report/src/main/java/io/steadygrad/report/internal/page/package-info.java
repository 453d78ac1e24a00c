/** The self-contained report.html. Not API. */
@NullMarked
package io.steadygrad.report.internal.page;

import org.jspecify.annotations.NullMarked;
