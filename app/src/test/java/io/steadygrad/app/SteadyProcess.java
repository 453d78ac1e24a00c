package io.steadygrad.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the real launcher as a process, as a user would, on the JDK that runs the tests. */
final class SteadyProcess {
    /** The repository; Maven runs a module's tests in the module's folder. */
    static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path launcher = REPOSITORY.resolve("steady");

    /** What the JDK says by itself where vector kernels are to run. */
    private static final String OF_THE_JDK =
            "WARNING: Using incubator modules: jdk.incubator.vector" + System.lineSeparator();

    record Outcome(int exit, String out, String err) {}

    private SteadyProcess(Path folder) {
        this.folder = folder;
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    static SteadyProcess in(Path folder) {
        return new SteadyProcess(folder);
    }

    SteadyProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    SteadyProcess launcher(Path script) {
        launcher = script;
        return this;
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("steady", ".out");
        Path err = Files.createTempFile("steady", ".err");
        try {
            Process process = start(out, err, arguments);
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("still running after two minutes: steady " + String.join(" ", arguments));
            }
            return new Outcome(
                    process.exitValue(),
                    Files.readString(out),
                    Files.readString(err).replace(OF_THE_JDK, ""));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        List.of("STEADY_OPTS", "STEADY_STORE", "STEADY_DEBUG", "NO_COLOR", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")
                .forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        return builder.start();
    }

    /** Gives a text to a program's standard input and returns its exit code and what it said. */
    static Outcome pipe(String text, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), said, "");
    }
}
