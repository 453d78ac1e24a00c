/** Where trials and their results are kept: leases while they run, results for good. */
@NullMarked
package io.steadygrad.store;

import org.jspecify.annotations.NullMarked;
