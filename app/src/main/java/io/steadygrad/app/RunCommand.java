package io.steadygrad.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "run", description = "Comes next.")
final class RunCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new CommandFailure("not built yet");
    }
}
