/** Studies on an Apache Spark cluster: every trial is a task, the driver alone writes. */
@NullMarked
package io.steadygrad.spark;

import org.jspecify.annotations.NullMarked;
