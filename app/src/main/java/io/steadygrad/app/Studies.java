package io.steadygrad.app;

import io.steadygrad.study.Study;
import io.steadygrad.study.TrialRunner;
import java.io.PrintWriter;
import java.nio.file.Path;

/** How the commands come by a study and by what trains its trials. */
final class Studies {
    private Studies() {}

    /** Reads a study; what is doubtful goes to {@code err}, what is wrong is thrown. */
    static Study read(Path file, PrintWriter err) {
        throw new CommandFailure("reading " + file + " is not built yet");
    }

    static TrialRunner trialRunner() {
        throw new CommandFailure("not built yet");
    }
}
