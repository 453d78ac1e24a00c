package io.steadygrad.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The scripts beside this test, in the real NumPy, where the machine has one (Debian's python3-numpy). */
final class Oracle {
    private static final String PYTHON = "/usr/bin/python3";

    private Oracle() {}

    /** The stream that {@code runs.py} writes for a seed, of one expression or of random ones. */
    static byte[] run(int seed, int cases, String... expression) throws IOException, InterruptedException {
        assumeTrue(hasNumPy(), "no NumPy on this machine");
        Path folder = Path.of("src/test/resources/oracle");
        Path errors = Files.createTempFile("oracle", ".txt");
        List<String> command =
                new ArrayList<>(List.of(PYTHON, "-B", folder.resolve("runs.py").toString()));
        command.add(String.valueOf(seed));
        command.add(String.valueOf(cases));
        command.addAll(List.of(expression));
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor())
                .as(Files.readString(errors, StandardCharsets.UTF_8))
                .isZero();
        Files.delete(errors);
        return output;
    }

    private static boolean hasNumPy() throws InterruptedException {
        try {
            return new ProcessBuilder(PYTHON, "-c", "import numpy").start().waitFor() == 0;
        } catch (IOException noPython) {
            return false;
        }
    }
}
