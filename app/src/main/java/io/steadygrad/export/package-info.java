/** What a run has recorded, in the formats of other tools. */
@NullMarked
package io.steadygrad.export;

import org.jspecify.annotations.NullMarked;
