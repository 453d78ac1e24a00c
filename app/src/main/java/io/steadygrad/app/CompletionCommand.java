package io.steadygrad.app;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a completion script for bash and zsh, derived from the commands themselves. */
@Command(
        name = "generate-completion",
        description = "Print a completion script for bash and zsh: source <(steady generate-completion)")
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    CompletionCommand() {}

    @Override
    public Integer call() {
        String script = AutoComplete.bash("steady", spec.root().commandLine());
        spec.commandLine().getOut().println(script);
        return Exit.DONE;
    }
}
