/** Views of a run: the self-contained report page and static figures for papers. */
@NullMarked
package io.steadygrad.report;

import org.jspecify.annotations.NullMarked;
