/** What each view shows, computed once for the page and for the figures. Not API. */
@NullMarked
package io.steadygrad.report.internal.view;

import org.jspecify.annotations.NullMarked;
