/** Two runs of a study beside each other: what is identical, what differs, what only one of them has. Not API. */
@NullMarked
package io.steadygrad.report.internal.difference;

import org.jspecify.annotations.NullMarked;
