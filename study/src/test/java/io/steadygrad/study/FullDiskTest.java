package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steadygrad.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system in memory, so small that a study does not fit. */
class FullDiskTest {
    private static final int TRIALS = 40;

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                call("mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", disk.toString()),
                "this user may not mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        call("umount", disk.toString());
    }

    private static boolean call(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void aRunThatFilledTheDiskGoesOnWhereItWas() throws Exception {
        Study study = StudyReader.read(Files.writeString(folder.resolve("s.yaml"), """
                study: full
                seeds: %d
                workloads:
                  iris:
                    data: {builtin: iris}
                    model: {mlp: {hidden: [4], activation: tanh, output: {units: 3, activation: softmax}}}
                    loss: cross_entropy
                    batch: 32
                    steps: 10
                    optimizer: sgd(lr=0.1)
                methods: {plain: identity}
                """.formatted(TRIALS)));
        Path run = disk.resolve("run");
        List<String> first = new ArrayList<>();
        assertThatThrownBy(() -> run(study, run, first))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("run the same command again")
                .hasMessageMatching("(?s).*(disk is full|No space left).*");
        assertThat(first).as("trained until then").hasSizeBetween(2, TRIALS - 1);

        assertThat(call("mount", "-o", "remount,size=20m", disk.toString())).isTrue();
        List<String> second = new ArrayList<>();
        run(study, run, second);
        assertThat(second)
                .as("at most the one that was cut off is trained twice")
                .hasSizeLessThanOrEqualTo(TRIALS - first.size() + 1)
                .hasSizeGreaterThanOrEqualTo(TRIALS - first.size());

        Path undisturbed = folder.resolve("undisturbed");
        run(study, undisturbed, new ArrayList<>());
        assertThat(numbers(run)).isEqualTo(numbers(undisturbed));
        for (Trial trial : study.all()) {
            assertThat(run.resolve(RunDirectory.trace(trial)))
                    .hasSameBinaryContentAs(undisturbed.resolve(RunDirectory.trace(trial)));
        }
    }

    private static void run(Study study, Path directory, List<String> trained) {
        TrainingRunner engine = new TrainingRunner();
        new StudyRunner((trial, out, watcher, stop) -> {
                    trained.add(trial.id());
                    return engine.run(trial, out, watcher, stop);
                })
                .run(study, directory, 1, RunListener.NONE, () -> false);
    }

    /** What came out, without speeds. */
    private static List<String> numbers(Path run) throws IOException {
        return Files.readAllLines(run.resolve("summary.csv")).stream()
                .map(line -> line.replaceFirst(",[^,]*,[^,]*$", ""))
                .toList();
    }
}
