package io.steadygrad.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.study.RunListener;
import io.steadygrad.study.RunResult;
import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials in real processes, some of which die. */
class WorkerProcessesTest {
    private static final String STUDY = """
            study: poison
            seeds: %s
            workloads:
              iris:
                data: {builtin: iris}
                model: %s
                loss: cross_entropy
                batch: 16
                steps: 30
                optimizer: sgd(lr=0.1)
                save: final
            methods: {plain: %s}
            """;
    private static final String MLP = "{mlp: {hidden: [4], activation: tanh, output: {units: 3, activation: softmax}}}";

    private static final long MEMORY = 1L << 30;

    @TempDir
    Path folder;

    private Study study(String seeds, String model, String method) throws IOException {
        return StudyReader.read(Files.writeString(folder.resolve("s.yaml"), STUDY.formatted(seeds, model, method)));
    }

    /** Outcomes by seed. */
    private Map<Long, TrialOutcome> run(Study study, String directory) {
        Map<Long, TrialOutcome> outcomes = new ConcurrentHashMap<>();
        RunListener listener = new RunListener() {
            @Override
            public void finished(Trial trial, TrialOutcome outcome) {
                outcomes.put(trial.seed(), outcome);
            }
        };
        try (WorkerProcesses processes = new WorkerProcesses(study).within(MEMORY)) {
            RunResult result =
                    new StudyRunner(processes).run(study, folder.resolve(directory), 2, listener, () -> false);
            assertThat(result.unfinished()).isFalse();
        }
        return outcomes;
    }

    @Test
    void onePoisonousTrialFailsWithItsReasonAndTheOthersGoOn() throws Exception {
        Map<Long, TrialOutcome> outcomes =
                run(study("[0, 1, 2, 3, 4, 5, 6]", "{java: " + Poison.class.getName() + "}", "identity"), "run");

        assertThat(outcomes).hasSize(7);
        assertThat(reason(outcomes, Poison.CRASHES))
                .contains("crashed in native code: SIGSEGV")
                .contains(" in ")
                .contains("tried 2 times");
        assertThat(Path.of(reason(outcomes, Poison.CRASHES).replaceAll(".*account of it is ([^ ]*) .*", "$1")))
                .content()
                .contains("Poison.build");
        assertThat(reason(outcomes, Poison.RUNS_OUT_OF_MEMORY))
                .contains("ran out of memory")
                .contains("Java heap space");
        assertThat(reason(outcomes, Poison.FILLS_NATIVE_MEMORY))
                .contains("ran out of memory")
                .contains("Physical memory usage is too high");
        assertThat(reason(outcomes, Poison.IS_KILLED)).contains("was killed (SIGKILL)");
        for (long seed : List.of(0L, Poison.IS_KILLED_ONCE, 5L)) {
            assertThat(outcomes.get(seed).status().text()).isEqualTo("completed");
        }
        assertThat(ProcessHandle.current().descendants())
                .as("processes that stayed")
                .isEmpty();
    }

    private static String reason(Map<Long, TrialOutcome> outcomes, long seed) {
        TrialOutcome outcome = outcomes.get(seed);
        assertThat(outcome.status().text()).isEqualTo("failed");
        return String.valueOf(outcome.reason());
    }

    @Test
    void numbersAndFilesAreThoseOfTrialsInThisProcess() throws Exception {
        Study study = study("4", MLP, "clip_by_global_norm(1)");
        run(study, "processes");
        new StudyRunner(new TrainingRunner()).run(study, folder.resolve("here"), 1, RunListener.NONE, () -> false);
        assertThat(numbers("processes")).isEqualTo(numbers("here"));
        for (Trial trial : study.all()) {
            String weights = "weights/" + trial.shortId() + ".npz";
            assertThat(folder.resolve("processes").resolve(weights))
                    .hasSameBinaryContentAs(folder.resolve("here").resolve(weights));
        }
        try (Stream<Path> logs = Files.list(folder.resolve("processes/logs"))) {
            assertThat(logs).as("nothing was said").isEmpty();
        }
    }

    /** What came out, without speeds. */
    private List<String> numbers(String directory) throws IOException {
        return Files.readAllLines(folder.resolve(directory).resolve("summary.csv")).stream()
                .map(line -> line.replaceFirst(",[^,]*,[^,]*$", ""))
                .toList();
    }
}
