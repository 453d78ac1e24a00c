package io.steadygrad.study;

import io.steadygrad.kernel.Kernels;
import io.steadygrad.store.Owner;
import io.steadygrad.torch.LibTorch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;
import tools.jackson.databind.node.ObjectNode;

/** Where and with what a study, or one trial of it, ran: versions, machine, Java, and what git knows of the study's folder. */
public final class Environment {
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

    /**
     * This process, and the study's data.
     *
     * <pre>
     * steadygrad, engine              versions of the library, and of LibTorch as its Java binding names it
     * natives {libtorch, openblas, onednn, cpu}   of the native libraries; cpu: the instructions that LibTorch chose
     * kernels                         which loops control and optimizers run on: vector or plain
     * host, java, vm, os, architecture, processor, processors
     * git {commit, dirty}             of the study file's work tree, or null
     * data {WORKLOAD}                 SHA-256 of each workload's rows
     * </pre>
     */
    static ObjectNode describe(Study study) {
        ObjectNode json = here(study.file());
        ObjectNode data = json.putObject("data");
        study.workloads()
                .forEach((name, workload) -> data.put(name, workload.data().digest()));
        return json;
    }

    /** This process, without data. */
    static ObjectNode here(Path studyFile) {
        ObjectNode json = process();
        GitState.of(studyFile)
                .ifPresentOrElse(
                        git -> {
                            ObjectNode state = json.putObject("git");
                            state.put("commit", git.commit());
                            state.put("dirty", git.dirty());
                        },
                        () -> json.putNull("git"));
        return json;
    }

    /**
     * This process as one line of JSON, without what only the study's folder tells: for a trial that is trained far from it. Loads the engine.
     *
     * @see TrialRunner.Watcher#trainedIn
     */
    public static String ofProcess() {
        return Json.compact(process());
    }

    private static ObjectNode process() {
        ObjectNode json = Json.object();
        json.put("steadygrad", steadygrad());
        json.put("engine", engine());
        ObjectNode natives = json.putObject("natives");
        natives.put("libtorch", LibTorch.version());
        natives.put("openblas", VERSIONS.getProperty("openblas", "unknown"));
        natives.put("onednn", LibTorch.oneDnn());
        natives.put("cpu", LibTorch.instructions());
        json.put("kernels", Kernels.description());
        json.put("host", Owner.hostName());
        json.put("java", System.getProperty("java.version"));
        json.put("vm", System.getProperty("java.vm.name") + " (" + System.getProperty("java.vendor") + ")");
        json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        json.put("architecture", System.getProperty("os.arch"));
        json.put("processor", Processor.name());
        json.put("processors", Runtime.getRuntime().availableProcessors());
        return json;
    }
}
