/** What is done to inputs before a model sees them, fitted on the training part alone. */
@NullMarked
package io.steadygrad.preprocess;

import org.jspecify.annotations.NullMarked;
