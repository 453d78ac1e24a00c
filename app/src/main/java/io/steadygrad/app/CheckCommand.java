package io.steadygrad.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "check", description = "Comes next.")
final class CheckCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new CommandFailure("not built yet");
    }
}
