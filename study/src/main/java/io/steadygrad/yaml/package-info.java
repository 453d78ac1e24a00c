/** YAML with positions: a small tree, its reader, and the binding of its nodes to records. */
@NullMarked
package io.steadygrad.yaml;

import org.jspecify.annotations.NullMarked;
