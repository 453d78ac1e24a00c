/** Honest statistics of small samples: intervals, robust averages, resampling. */
@NullMarked
package io.steadygrad.statistics;

import org.jspecify.annotations.NullMarked;
