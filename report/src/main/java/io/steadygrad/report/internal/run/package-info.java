/** A run directory as files: what study wrote, read back for the views. Not API. */
@NullMarked
package io.steadygrad.report.internal.run;

import org.jspecify.annotations.NullMarked;
