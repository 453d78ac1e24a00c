package io.steadygrad.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "methods", description = "Comes next.")
final class MethodsCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return Exit.DONE;
    }
}
