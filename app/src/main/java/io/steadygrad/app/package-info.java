/** The {@code steady} command: one class per subcommand, and what they share: exit codes, messages, versions, the terminal. */
@NullMarked
package io.steadygrad.app;

import org.jspecify.annotations.NullMarked;
