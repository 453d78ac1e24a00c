package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The real NumPy, where the machine has one (Debian's python3-numpy). */
final class NumPy {
    private NumPy() {}

    /** Runs a script with {@code numpy as np} and {@code sys}; gives what it printed. */
    static String run(String script, Object... arguments) throws IOException, InterruptedException {
        assumeTrue(call("import numpy").status() == 0, "no NumPy on this machine");
        Result result = call("import numpy as np, sys\n" + script, arguments);
        assertThat(result.status()).as(result.output()).isZero();
        return result.output().strip();
    }

    private record Result(int status, String output) {}

    private static Result call(String script, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-c", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException noPython) {
            return new Result(127, noPython.toString());
        }
    }
}
