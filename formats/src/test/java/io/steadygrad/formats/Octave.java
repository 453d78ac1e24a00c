package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real Octave, where the machine has one (Debian's octave). */
final class Octave {
    private static final Path PROGRAM = Path.of("/usr/bin/octave-cli");

    private Octave() {}

    /** Runs a script; gives what it printed. */
    static String run(String script) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "no Octave on this machine");
        Process process = new ProcessBuilder(PROGRAM.toString(), "--quiet", "--no-init-file", "--eval", script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
