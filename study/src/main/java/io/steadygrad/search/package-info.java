/** Search: which settings to try next, given how the earlier ones did. Pure decisions: nothing here trains. */
@NullMarked
package io.steadygrad.search;

import org.jspecify.annotations.NullMarked;
