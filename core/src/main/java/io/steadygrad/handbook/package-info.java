/** What there is to be named in expressions, in chapters, and the folder of Markdown pages made from it. */
@NullMarked
package io.steadygrad.handbook;

import org.jspecify.annotations.NullMarked;
