package io.steadygrad.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "report", description = "Comes next.")
final class ReportCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new CommandFailure("not built yet");
    }
}
