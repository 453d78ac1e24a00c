@NullMarked
package io.steadygrad.report;

import org.jspecify.annotations.NullMarked;
