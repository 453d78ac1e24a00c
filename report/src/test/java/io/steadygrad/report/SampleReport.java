package io.steadygrad.report;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the sample's report to look at; the argument is a directory. */
final class SampleReport {

    private SampleReport() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "target/sample");
        SampleRun.article(directory);
        System.out.println(Report.write(directory));
        System.out.println(
                Figures.write(directory, java.util.EnumSet.allOf(Format.class)).size() + " figures");
    }
}
