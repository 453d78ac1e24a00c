package io.steadygrad.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The machine's processor. */
final class Processor {
    private static final Path LINUX = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** Its model as the system names it; the architecture's name where the system does not tell. */
    static String name() {
        try {
            if (Files.isReadable(LINUX)) {
                return name(Files.readAllLines(LINUX)).orElse(System.getProperty("os.arch"));
            }
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
        String windows = System.getenv("PROCESSOR_IDENTIFIER");
        return windows == null ? System.getProperty("os.arch") : windows;
    }

    /** ARM has no name of the model, but the numbers of its maker and part. */
    static Optional<String> name(List<String> lines) {
        return value(lines, "model name")
                .or(() -> value(lines, "CPU part")
                        .map(part ->
                                "implementer " + value(lines, "CPU implementer").orElse("unknown") + ", part " + part));
    }

    private static Optional<String> value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }
}
