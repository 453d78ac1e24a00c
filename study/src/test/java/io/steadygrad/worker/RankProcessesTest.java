package io.steadygrad.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.study.RunDirectory;
import io.steadygrad.study.RunListener;
import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.training.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trials of several ranks in real processes, some of which are killed. */
@Timeout(900)
class RankProcessesTest {
    private static final String STUDY = """
            study: together
            workloads:
              digits:
                data: {builtin: digits}
                model: {mlp: {hidden: [200], activation: tanh, output: {units: 10, activation: softmax}}}
                loss: cross_entropy
                batch: 50
                steps: %d
                optimizer: adam(lr=0.001)
                save: final
                ranks: %d
            methods: {clip: clip_by_global_norm(1)}
            """;

    @TempDir
    Path folder;

    private Study study(int steps, int ranks) throws IOException {
        return StudyReader.read(
                Files.writeString(folder.resolve("s" + ranks + ".yaml"), STUDY.formatted(steps, ranks)));
    }

    private interface Meanwhile {
        void happens(ProcessHandle worker, Path directory) throws Exception;
    }

    private TrialOutcome run(Study study, Path directory) throws Exception {
        return run(study, directory, (worker, run) -> {});
    }

    /** The outcome of a study's one trial, beside something that happens meanwhile, from when the worker process is there. */
    private TrialOutcome run(Study study, Path directory, Meanwhile meanwhile) throws Exception {
        Map<String, TrialOutcome> outcomes = new LinkedHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread event = new Thread(() -> {
            try {
                List<ProcessHandle> workers = List.of();
                while (!over.get() && workers.isEmpty()) {
                    Thread.sleep(10);
                    workers = workers();
                }
                for (ProcessHandle worker : workers) {
                    meanwhile.happens(worker, directory);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        event.setDaemon(true);
        event.start();
        try (WorkerProcesses processes = new WorkerProcesses(study)) {
            new StudyRunner(processes)
                    .run(
                            study,
                            directory,
                            1,
                            new RunListener() {
                                @Override
                                public void finished(Trial trial, TrialOutcome outcome) {
                                    outcomes.put(trial.shortId(), outcome);
                                }
                            },
                            () -> false);
        }
        over.set(true);
        event.join(Duration.ofSeconds(10).toMillis());
        assertThat(workers()).as("processes that stayed").isEmpty();
        assertThat(outcomes).hasSize(1);
        return outcomes.values().iterator().next();
    }

    private static List<ProcessHandle> workers() {
        return children(ProcessHandle.current(), WorkerMain.class.getName());
    }

    private static List<ProcessHandle> ranks(ProcessHandle worker) {
        return children(worker, "steady-ranks");
    }

    /**
     * Those started with a word on their command line, the oldest first: a child looks like its parent for a moment, and the test's own JVM
     * now and then starts a {@code ps}.
     */
    private static List<ProcessHandle> children(ProcessHandle of, String word) {
        return of.children()
                .filter(child -> commandLine(child).contains(word))
                .sorted(Comparator.comparing(ProcessHandle::pid))
                .toList();
    }

    /** Whole, which {@link ProcessHandle.Info#commandLine} is not behind a long class path. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }

    private static void awaitState(Study study, Path directory) throws Exception {
        Path state = directory.resolve(RunDirectory.unfinished(study.trials().get(0)));
        while (!Files.exists(state)) {
            Thread.sleep(5);
        }
    }

    @Test
    void severalProcessesTrainWhatOneTrains() throws Exception {
        TrialOutcome alone = run(study(60, 1), folder.resolve("one"));
        for (int ranks : new int[] {2, 3}) {
            TrialOutcome together = run(study(60, ranks), folder.resolve("run" + ranks));
            assertThat(together.status().text()).as("%s", together.reason()).isEqualTo("completed");
            assertThat(together.steps()).isEqualTo(60);
            alone.metrics()
                    .forEach((name, value) -> assertThat(together.metrics().get(name))
                            .as("%s with %d ranks", name, ranks)
                            .isCloseTo(value, within(1e-5 * value)));
            Trial trial = study(60, ranks).trials().get(0);
            assertThat(folder.resolve("run" + ranks)).isDirectoryContaining("glob:**/weights");
            assertThat(folder.resolve("run" + ranks).resolve(RunDirectory.trace(trial)))
                    .exists();
            assertThat(folder.resolve("run" + ranks).resolve(RunDirectory.unfinished(trial)))
                    .as("of no more use")
                    .doesNotExist();
            try (Stream<Path> logs = Files.list(folder.resolve("run" + ranks).resolve("logs"))) {
                assertThat(logs).as("nothing was said").isEmpty();
            }
        }
    }

    /** Rank 0, which keeps the state, and another one, by SIGKILL in the middle of the trial, after its state was first kept. */
    @Test
    void aTrialThatLosesARankGoesOnToTheSameNumbers() throws Exception {
        Study study = study(1000, 3);
        Trial trial = study.trials().get(0);
        TrialOutcome undisturbed = run(study, folder.resolve("undisturbed"));
        byte[] weights = weights(trial, "undisturbed");
        for (int rank : new int[] {0, 2}) {
            AtomicBoolean killed = new AtomicBoolean();
            TrialOutcome outcome = run(study, folder.resolve("victim" + rank), (worker, directory) -> {
                awaitState(study, directory);
                ProcessHandle gone = rank == 0 ? worker : ranks(worker).get(rank - 1);
                killed.set(gone.destroyForcibly());
            });
            assertThat(killed).as("rank %d was killed before the end", rank).isTrue();
            assertThat(outcome.status().text()).as("%s", outcome.reason()).isEqualTo("completed");
            assertThat(outcome.metrics()).isEqualTo(undisturbed.metrics());
            assertThat(weights(trial, "victim" + rank)).isEqualTo(weights);
        }
    }

    @Test
    void aTrialThatFailedForItsRanksGoesOnWithTheNextRun() throws Exception {
        Study study = study(1000, 2);
        Trial trial = study.trials().get(0);
        TrialOutcome undisturbed = run(study, folder.resolve("undisturbed"));
        byte[] weights = weights(trial, "undisturbed");
        Path state = folder.resolve("run").resolve(RunDirectory.unfinished(trial));
        TrialOutcome failed = run(study, folder.resolve("run"), (worker, directory) -> {
            awaitState(study, directory);
            killRanks(worker, new AtomicInteger());
        });
        assertThat(failed.status().text()).isEqualTo("failed");
        assertThat(failed.reason())
                .startsWith("rank 1 of 2 was killed (SIGKILL)")
                .endsWith("the same command goes on from the state that was kept last");
        long kept = Checkpoint.read(state).step();
        assertThat(kept).isPositive();

        TrialOutcome resumed = run(study, folder.resolve("run"));
        assertThat(resumed.status().text()).as("%s", resumed.reason()).isEqualTo("completed");
        assertThat(resumed.metrics()).isEqualTo(undisturbed.metrics());
        assertThat(weights(trial, "run")).isEqualTo(weights);
        assertThat(state).doesNotExist();
    }

    private static void killRanks(ProcessHandle worker, AtomicInteger kills) throws InterruptedException {
        while (worker.isAlive()) {
            for (ProcessHandle rank : ranks(worker)) {
                kills.addAndGet(rank.destroyForcibly() ? 1 : 0);
            }
            Thread.sleep(1);
        }
    }

    private byte[] weights(Trial trial, String run) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve("weights/" + trial.shortId() + ".npz"));
    }

    @Test
    void aRankThatIsLostAgainAndAgainEndsTheTrialWithAMessage() throws Exception {
        Study study = study(100_000, 2);
        AtomicInteger kills = new AtomicInteger();
        long start = System.nanoTime();
        TrialOutcome outcome = run(study, folder.resolve("run"), (worker, directory) -> killRanks(worker, kills));
        assertThat(outcome.status().text()).isEqualTo("failed");
        assertThat(outcome.reason())
                .startsWith("rank 1 of 2 was killed (SIGKILL)")
                .contains("tried 2 times");
        assertThat(kills).hasValueGreaterThanOrEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("nobody waited for who will not come")
                .isLessThan(Duration.ofMinutes(4));
    }
}
