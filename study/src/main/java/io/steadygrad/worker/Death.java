package io.steadygrad.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a process left behind when it ended: an exit code, a log, and after a crash the JVM's account of it. */
final class Death {
    private static final int SIGNALS = 128;
    private static final int KILLED = 9;
    private static final Map<Integer, String> NAMES = Map.of(
            1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV",
            15, "SIGTERM");
    /** What the JDK says of itself where gradient kernels run on the Vector API. */
    private static final String OF_THE_JDK = "WARNING: Using incubator modules";

    private Death() {}

    /** The JVM's account of a crash, relative to the run directory; {@code %p} is the process. */
    static final String ACCOUNT = "logs/crash-%p.log";

    /** In words, how it ended and where more is to be read; waits until it has. */
    static String of(Process process, Path directory, Path log) {
        int code = await(process);
        Path account = directory.resolve(ACCOUNT.replace("%p", String.valueOf(process.pid())));
        if (Files.exists(account)) {
            forgetEmpty(log);
            return "crashed in native code" + crash(account) + "; the JVM's account of it is " + account;
        }
        if (code == Protocol.OUT_OF_MEMORY) {
            return "ran out of memory (" + reason(log) + "); fewer --workers leave more for each, and"
                    + " STEADY_OPTS=-Xmx4g sets the Java heap of each";
        }
        if (code == SIGNALS + KILLED) {
            forgetEmpty(log);
            return "was killed (SIGKILL): by somebody, or by the system when memory ran out";
        }
        String how = code > SIGNALS
                ? "was ended by " + NAMES.getOrDefault(code - SIGNALS, "signal " + (code - SIGNALS))
                : "ended with exit code " + code;
        return how + (forgetEmpty(log) ? "" : ": " + last(log) + "; its log is " + log);
    }

    private static int await(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!process.waitFor(5, TimeUnit.SECONDS)) {
                        process.destroyForcibly(); // it closed its output, and lives
                    }
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@code : SIGSEGV (0xb) in C [libtorch_cpu.so+0x1a2b] memcpy+0x3}. */
    private static String crash(Path account) {
        List<String> lines = lines(account);
        String signal = lines.stream()
                .filter(line -> line.matches("# +(SIG|Internal Error|Out of Memory).*"))
                .findFirst()
                .map(line -> ": " + line.replaceFirst("# +", "").replaceFirst("(\\)).*", "$1"))
                .orElse("");
        int frame = lines.indexOf("# Problematic frame:");
        return signal
                + (frame < 0 || frame + 1 >= lines.size()
                        ? ""
                        : " in " + lines.get(frame + 1).replaceFirst("# +", "").replaceAll(" +", " "));
    }

    /** As the JVM or the engine put it. */
    private static String reason(Path log) {
        List<String> lines = lines(log);
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).contains("OutOfMemoryError")) {
                return lines.get(i).strip();
            }
        }
        return last(log);
    }

    /** The last line of a log that says anything. */
    private static String last(Path log) {
        List<String> lines = lines(log);
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("at ")) {
                return line;
            }
        }
        return "its log is empty";
    }

    private static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /** Removes the log of a process that was let go where nothing is in it. */
    static void forget(Process process, Path log) {
        await(process);
        forgetEmpty(log);
    }

    private static boolean forgetEmpty(Path log) {
        boolean empty = lines(log).stream().allMatch(line -> line.isBlank() || line.startsWith(OF_THE_JDK));
        if (empty) {
            try {
                Files.deleteIfExists(log);
            } catch (IOException stays) {
                // an empty file does no harm
            }
        }
        return empty;
    }
}
