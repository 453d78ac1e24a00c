/** Verdict cards: what the runs of a study suffer from, what was done about it, and what to change. */
@NullMarked
package io.steadygrad.report.card;

import org.jspecify.annotations.NullMarked;
