package io.steadygrad.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The recorded run that a command is about: its first argument. */
final class RunArgument {
    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The run's directory, runs/ and the study's name by default.")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    RunArgument() {}

    Path directory() {
        return directory;
    }

    /** @throws IllegalArgumentException when it holds no trials */
    List<RecordedTrial> trials() throws IOException {
        List<RecordedTrial> trials = RecordedTrial.of(directory);
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("'" + directory + "' holds no trials yet; `steady run` adds them");
        }
        return trials;
    }
}
