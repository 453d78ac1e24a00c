package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.store.TrialState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StudyRunnerTest {
    @TempDir
    Path directory;

    private final AtomicInteger ran = new AtomicInteger();
    private final StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
        ran.incrementAndGet();
        return SmallStudies.descend(trial, out, watcher, stop);
    });

    private JsonNode summary(Path run) throws Exception {
        return Json.parse(Files.readString(run.resolve("summary.json")));
    }

    @Test
    void trainsEveryTrialOnceAndCountsWhatCameOut() throws Exception {
        Study study = SmallStudies.descent(3, 0.5, 3.0);
        RunResult result = runner.run(study, directory, 2, RunListener.NONE, () -> false);

        assertThat(ran).hasValue(12);
        assertThat(result.trials()).isEqualTo(12);
        assertThat(result.diverged()).as("plain descent with rate 3 > 2").isEqualTo(3);
        assertThat(result.completed()).isEqualTo(9);
        assertThat(result.unfinished()).isFalse();
        JsonNode trials = summary(directory).get("trials");
        assertThat(trials).hasSize(12);
        JsonNode diverged = trials.get(3);
        assertThat(diverged.get("status").asString()).isEqualTo("diverged");
        assertThat(diverged.get("metrics").get("test_loss").isNull()).isTrue();
        assertThat(diverged.get("reachedTarget").asBoolean()).isFalse();
        JsonNode cell = summary(directory).get("cells").get(0);
        assertThat(cell.get("n").asInt()).isEqualTo(3);
        assertThat(cell.get("success").get("rate").asDouble()).isEqualTo(1);
        assertThat(cell.get("success").get("low").asDouble()).isBetween(0.43, 0.44);
        assertThat(cell.get("runs")).hasSize(3);
        for (JsonNode each : summary(directory).get("cells")) {
            boolean mostDiverged =
                    each.get("diverged").asInt() * 2 > each.get("n").asInt();
            assertThat(each.get("median").isNull())
                    .as("a diverged run is worse than any value")
                    .isEqualTo(mostDiverged);
        }
        assertThat(directory.resolve("study.yaml")).content().contains("descent");
        assertThat(Files.readAllLines(directory.resolve("summary.csv"))).hasSize(13);
    }

    @Test
    void namesTheStepsThatAClaimSpeaksOfForEveryWorkloadThatItMeans() throws Exception {
        Selection all = new Selection(List.of(), List.of(), List.of(), Map.of(), List.of(), null);
        Claim early = new Claim(
                "lowest at 50, or at 70",
                List.of(
                        new Expectation(all, new Check.LossLowestAt(50, 5), 1),
                        new Expectation(all, new Check.LossLowestAt(70, 0), 1)));
        Claim never = new Claim("never diverges", List.of(new Expectation(all, new Check.NeverDiverges(), 1)));
        Study study = SmallStudies.descent(2, List.of(early, never), 0.5);
        runner.run(study, directory, 1, RunListener.NONE, () -> false);

        JsonNode claims = summary(directory).get("claims");
        assertThat(claims.get(0).get("marks"))
                .hasToString("[{\"workload\":\"parabola\",\"step\":50},{\"workload\":\"parabola\",\"step\":70}]");
        assertThat(claims.get(1).has("marks")).isFalse();
    }

    @Test
    void runsOnlyWhatIsMissingAndForgetsNothing() throws Exception {
        runner.run(SmallStudies.descent(2, 0.5), directory, 1, RunListener.NONE, () -> false);
        assertThat(ran.getAndSet(0)).isEqualTo(4);
        runner.run(SmallStudies.descent(2, 0.5), directory, 1, RunListener.NONE, () -> false);
        assertThat(ran).as("nothing is missing").hasValue(0);
        runner.run(SmallStudies.descent(3, 0.5, 0.1), directory, 1, RunListener.NONE, () -> false);
        assertThat(ran.getAndSet(0)).as("12 trials, 4 of them known").isEqualTo(8);
        runner.run(SmallStudies.descent(1, 0.1), directory, 1, RunListener.NONE, () -> false);
        assertThat(ran).hasValue(0);
        assertThat(summary(directory).get("trials"))
                .as("trials that left the study")
                .hasSize(2);
    }

    @Test
    void givesTheSameNumbersWithAnyNumberOfWorkers() throws Exception {
        Study study = SmallStudies.descent(5, 0.5, 1.9, 3.0);
        runner.run(study, directory.resolve("one"), 1, RunListener.NONE, () -> false);
        runner.run(study, directory.resolve("four"), 4, RunListener.NONE, () -> false);
        assertThat(directory.resolve("four/summary.json"))
                .hasSameTextualContentAs(directory.resolve("one/summary.json"));
        assertThat(directory.resolve("four/summary.csv")).hasSameTextualContentAs(directory.resolve("one/summary.csv"));
    }

    @Test
    void stopsWhenAskedAndContinuesLater() throws Exception {
        AtomicInteger steps = new AtomicInteger();
        RunResult stopped = runner.run(
                SmallStudies.descent(4, 0.5), directory, 1, RunListener.NONE, () -> steps.incrementAndGet() > 500);
        assertThat(stopped.unfinished()).isTrue();
        assertThat(stopped.stopped()).isEqualTo(1);
        assertThat(stopped.completed()).isEqualTo(2);
        assertThat(summary(directory).get("trials")).hasSize(3);
        assertThat(summary(directory).get("trials").get(2).get("status").asString())
                .isEqualTo("stopped");

        ran.set(0);
        RunResult finished = runner.run(SmallStudies.descent(4, 0.5), directory, 1, RunListener.NONE, () -> false);
        assertThat(ran).as("the stopped one and the five that never began").hasValue(6);
        assertThat(finished.completed()).isEqualTo(8);
    }

    @Test
    void keepsGoingWhenATrialThrowsAndTriesItAgainNextTime() throws Exception {
        StudyRunner broken = new StudyRunner((trial, out, watcher, stop) -> {
            if (trial.seed() == 1) {
                throw new IllegalStateException("no luck with seed 1");
            }
            return SmallStudies.descend(trial, out, watcher, stop);
        });
        RunResult result = broken.run(SmallStudies.descent(3, 0.5), directory, 2, RunListener.NONE, () -> false);
        assertThat(result.failed()).isEqualTo(2);
        assertThat(result.completed()).isEqualTo(4);
        assertThat(result.failures())
                .hasSize(2)
                .first()
                .asString()
                .contains("parabola, plain")
                .contains("no luck with seed 1");
        JsonNode failed = summary(directory).get("trials").get(1);
        assertThat(failed.get("status").asString()).isEqualTo("failed");
        assertThat(failed.get("reason").asString()).contains("no luck with seed 1");

        assertThat(runner.run(SmallStudies.descent(3, 0.5), directory, 2, RunListener.NONE, () -> false)
                        .completed())
                .isEqualTo(6);
        assertThat(ran).hasValue(2);
    }

    @Test
    void tellsItsListenerHowFarItIs() {
        List<RunProgress> heard = new ArrayList<>();
        List<TrialState> finished = new ArrayList<>();
        runner.run(
                SmallStudies.descent(2, 0.5, 3.0),
                directory,
                2,
                new RunListener() {
                    @Override
                    public void progressed(RunProgress progress) {
                        heard.add(progress);
                    }

                    @Override
                    public void finished(Trial trial, TrialOutcome outcome) {
                        finished.add(outcome.status());
                    }
                },
                () -> false);
        RunProgress last = heard.get(heard.size() - 1);
        assertThat(last.total()).isEqualTo(8);
        assertThat(last.done()).isEqualTo(8);
        assertThat(last.earlier()).isZero();
        assertThat(last.diverged()).isEqualTo(2);
        assertThat(last.timeLeft()).isPresent();
        assertThat(finished).hasSize(8).contains(TrialState.DIVERGED, TrialState.COMPLETED);
    }

    @Test
    void twoRunsInOneDirectoryShareTheTrials() throws Exception {
        Study study = SmallStudies.descent(20, 0.5, 0.1);
        List<RunResult> results = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread thread =
                    new Thread(() -> results.add(runner.run(study, directory, 2, RunListener.NONE, () -> false)));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(results).hasSize(2).allMatch(result -> result.completed() == 80);
        assertThat(ran).as("each trial once").hasValue(80);
        assertThat(summary(directory).get("trials")).hasSize(80);
    }

    @Test
    void saysWhenAWorkerBreaksAndCanGoOnAtOnce() {
        StudyRunner broken = new StudyRunner((trial, out, watcher, stop) -> {
            throw new AssertionError("a defect");
        });
        assertThatThrownBy(() -> broken.run(SmallStudies.descent(1, 0.5), directory, 1, RunListener.NONE, () -> false))
                .hasMessageContaining("a defect");
        assertThat(runner.run(SmallStudies.descent(1, 0.5), directory, 1, RunListener.NONE, () -> false)
                        .completed())
                .as("no lease is left to wait for")
                .isEqualTo(2);
    }

    @Test
    void refusesADirectoryThatCannotBe() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() ->
                        runner.run(SmallStudies.descent(1, 0.5), file.resolve("run"), 1, RunListener.NONE, () -> false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Cannot make the directory")
                .hasMessageContaining("choose another");
        assertThatThrownBy(() -> runner.run(SmallStudies.descent(1, 0.5), directory, 0, RunListener.NONE, () -> false))
                .hasMessageContaining("at least 1 worker, was 0");
    }
}
