package io.steadygrad.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Where and with what a study ran: versions, machine, Java. */
final class Environment {
    private static final Properties VERSIONS = load();

    private Environment() {}

    private static Properties load() {
        Properties versions = new Properties();
        try (InputStream in = Environment.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }

    static String steadygrad() {
        return VERSIONS.getProperty("steadygrad", "unknown");
    }

    /** LibTorch's version as its Java binding names it. */
    static String engine() {
        return "libtorch " + VERSIONS.getProperty("pytorch", "unknown");
    }

    static ObjectNode describe(Study study) {
        ObjectNode json = Json.object();
        json.put("steadygrad", steadygrad());
        json.put("engine", engine());
        json.put("openblas", VERSIONS.getProperty("openblas", "unknown"));
        json.put("java", System.getProperty("java.version"));
        json.put("vm", System.getProperty("java.vm.name") + " (" + System.getProperty("java.vendor") + ")");
        json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        json.put("architecture", System.getProperty("os.arch"));
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("git", git());
        ObjectNode data = json.putObject("data");
        study.workloads()
                .forEach((name, workload) -> data.put(name, workload.data().digest()));
        return json;
    }

    /** Commit of the working directory's repository, with a mark where files differ from it; null without one. */
    private static @Nullable String git() {
        try {
            Process process = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
                    .redirectErrorStream(false)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            String commit = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0 && !commit.isEmpty() ? commit : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
