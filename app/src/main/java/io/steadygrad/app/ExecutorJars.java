package io.steadygrad.app;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a Spark cluster's executors need of this installation; the launcher names it. */
final class ExecutorJars {
    private ExecutorJars() {}

    /** @throws IllegalArgumentException when the command was not started by the launcher */
    static List<Path> ofThisInstallation() {
        String jars = System.getProperty("steady.spark.jars");
        if (jars == null) {
            throw new IllegalArgumentException(
                    "--spark needs Spark on the class path: start it by the `steady` script");
        }
        return Stream.of(jars.split(File.pathSeparator, -1)).map(Path::of).toList();
    }
}
