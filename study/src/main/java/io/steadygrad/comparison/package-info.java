/** What a study's results say about its methods against each other: numbers, verdicts and sentences, as they stand in summary.json. */
@NullMarked
package io.steadygrad.comparison;

import org.jspecify.annotations.NullMarked;
