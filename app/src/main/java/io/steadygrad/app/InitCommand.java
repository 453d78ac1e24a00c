package io.steadygrad.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a commented study to start from; it runs as it is, in seconds. Never overwrites. */
@Command(
        name = "init",
        description =
                "Write a commented study to start from. It runs as it is, in seconds; an existing file is never overwritten.")
final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "study.yaml",
            description = "Where to write it (default: ${DEFAULT-VALUE}).")
    private Path file;

    @SuppressWarnings("NullAway.Init")
    InitCommand() {}

    @Override
    public Integer call() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("the folder '" + folder + "' does not exist; create it first");
        }
        try (InputStream study =
                Objects.requireNonNull(InitCommand.class.getResourceAsStream("study.yaml"), "study.yaml")) {
            Files.copy(study, file);
        } catch (FileAlreadyExistsException there) {
            throw new IllegalArgumentException(
                    "'" + file + "' exists and is left as it is; name another file: steady init FILE");
        }
        spec.commandLine().getOut().println("wrote " + file + "; run it: steady run " + file);
        return Exit.DONE;
    }
}
