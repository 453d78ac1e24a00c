package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Trials that want different numbers of threads: the engine has one number for the whole process. */
class ThreadsTest {
    /** Products of this size are summed in another order with two threads than with one. */
    private static final String STUDY = """
            study: threads
            seeds: 2
            workloads:
              digits:
                data: {builtin: digits}
                model: {mlp: {hidden: [600, 600], activation: relu, output: {units: 10, activation: linear}}}
                loss: cross_entropy
                batch: 512
                steps: 6
                optimizer: sgd(lr=0.1)
            methods: {plain: identity}
            grid: {threads: [1, 2], optimizer.lr: [0.1]}
            """;

    @TempDir
    Path directory;

    private Study study(String text) throws Exception {
        return StudyReader.read(Files.writeString(directory.resolve("s.yaml"), text));
    }

    private List<String> metrics(Study study, int workers) throws Exception {
        Path run = directory.resolve("run" + workers);
        new StudyRunner(new TrainingRunner()).run(study, run, workers, RunListener.NONE, () -> false);
        List<String> metrics = new ArrayList<>();
        for (JsonNode trial :
                Json.parse(Files.readString(run.resolve("summary.json"))).get("trials")) {
            metrics.add(trial.get("metrics").toString());
        }
        return metrics;
    }

    @Test
    void numbersDoNotDependOnWhatTrainsBesideATrial() throws Exception {
        Study study = study(STUDY);
        List<String> alone = metrics(study, 1);
        assertThat(alone).hasSize(4);
        assertThat(metrics(study, 2)).isEqualTo(alone);
        assertThat(metrics(study, 4)).isEqualTo(alone);
    }

    @Test
    void trialsOfDifferentThreadsNeverRunSideBySideAndThoseOfOneNumberDo() throws Exception {
        Study study = study(STUDY.replace("seeds: 2", "seeds: 6").replace("[1, 2]", "[1, 2, 3]"));
        Set<Integer> running = ConcurrentHashMap.newKeySet();
        Set<String> mixed = ConcurrentHashMap.newKeySet();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> counts = new ArrayList<>(List.of(0, 0, 0, 0));
        StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
            int threads = trial.cell().variant().settings().threads();
            synchronized (counts) {
                counts.set(threads, counts.get(threads) + 1);
                running.add(threads);
                if (running.size() > 1) {
                    mixed.add(running.toString());
                }
            }
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                Thread.sleep(3 + 4 * trial.seed());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            now.decrementAndGet();
            synchronized (counts) {
                counts.set(threads, counts.get(threads) - 1);
                if (counts.get(threads) == 0) {
                    running.remove(threads);
                }
            }
            return SmallStudies.descend(trial, out, watcher, stop);
        });
        RunResult result = runner.run(study, directory.resolve("run"), 4, RunListener.NONE, () -> false);
        assertThat(result.completed()).isEqualTo(18);
        assertThat(mixed).isEmpty();
        assertThat(most).as("side by side all the same").hasValueGreaterThan(1);
    }

    @Test
    void aStopEndsTheWaitForTrialsThatDoNotFit() throws Exception {
        Study study = study(STUDY.replace("seeds: 2", "seeds: 1"));
        AtomicInteger started = new AtomicInteger();
        StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
            started.incrementAndGet();
            while (!stop.getAsBoolean()) {
                Thread.onSpinWait();
            }
            return SmallStudies.descend(trial, out, watcher, stop);
        });
        long end = System.nanoTime() + 300_000_000;
        RunResult result =
                runner.run(study, directory.resolve("run"), 2, RunListener.NONE, () -> System.nanoTime() > end);
        assertThat(started).hasValue(1);
        assertThat(result.unfinished()).isTrue();
    }
}
