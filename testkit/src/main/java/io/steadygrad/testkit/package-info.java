/** The contract of gradient methods, for the tests of those who write one: subclass {@code MethodContract}. */
@NullMarked
package io.steadygrad.testkit;

import org.jspecify.annotations.NullMarked;
