package io.steadygrad.app;

import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import io.steadygrad.yaml.Problem;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** How the commands come by a study. */
final class Studies {
    private Studies() {}

    /** Reads a study; what is doubtful goes to {@code err}, what is wrong is thrown; {@code repair} is for workloads that do not say. */
    static Study read(Path file, boolean repair, PrintWriter err) throws NoSuchFileException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("'" + file + "' is a folder; name the study file in it");
        }
        Study study = StudyReader.read(file, repair);
        for (Problem warning : study.warnings()) {
            err.println(warning);
        }
        err.flush();
        return study;
    }
}
