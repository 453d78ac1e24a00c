package io.steadygrad.app;

import io.steadygrad.kernel.Kernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where a measurement was made.
 *
 * @param load average number of running programs before it began; negative where the system does not tell
 */
record BenchMachine(String processor, int cores, String jdk, String kernels, String libTorch, double load) {
    private static final double BUSY = 0.3;

    static BenchMachine look() {
        return new BenchMachine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                Kernels.description(),
                Versions.libTorch(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processorName() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException | RuntimeException notLinux) {
            return System.getProperty("os.arch");
        }
    }

    /** What makes the figures worth less. */
    List<String> warnings() {
        return load <= BUSY
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "the machine was busy before this began (load average %.2f): figures are too high, and ratios may be off",
                        load));
    }
}
