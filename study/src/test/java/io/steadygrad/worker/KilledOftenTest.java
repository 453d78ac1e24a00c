package io.steadygrad.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.store.SqliteStore;
import io.steadygrad.store.StoredTrial;
import io.steadygrad.study.RunListener;
import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two runs with worker processes share one directory, and again and again one of these processes is killed with SIGKILL at a random
 * moment: a run while it starts, in the middle of trials, while it keeps a result; a worker while it loads the engine, trains, writes a trace.
 */
class KilledOftenTest {
    private static final int KILLS = 50;
    private static final int SEEDS = 65;
    private static final int TRIALS = 4 * SEEDS;
    /** Results that a run may keep before a process of it is killed. */
    private static final int MOST = 3;
    /** More that it may train at that moment. */
    private static final int BEYOND = 2;

    private static final int SLOW_MILLIS = 150;
    private static final int MOST_MILLIS_LATER = 2 * SLOW_MILLIS;

    private static final String STUDY = """
            study: killed-often
            seeds: %d
            workloads:
              iris:
                data: {builtin: iris}
                model: {java: %s}
                loss: cross_entropy
                batch: 32
                steps: 5
                optimizer: sgd
                save: final
            methods: {plain: identity, clip: clip_by_global_norm(1.0)}
            grid: {optimizer.lr: [0.1, 1.0e+30]}
            """;

    @TempDir
    Path folder;

    private Path file;
    private final List<Life> lives = new ArrayList<>();

    /** One life of a run; what it says goes to a file, whose last line a kill may cut. */
    private final class Life {
        final Process process;
        private final Path said;
        private final Path errors;

        Life(int slow) throws IOException {
            said = Files.createTempFile(folder, "life", ".txt");
            errors = Path.of(said + ".errors");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xshare:auto",
                            "-D" + KilledOften.SLOW + "=" + slow,
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledOften.class.getName(),
                            file.toString(),
                            folder.resolve("killed").toString())
                    .redirectError(errors.toFile())
                    .redirectOutput(said.toFile())
                    .start();
            lives.add(this);
        }

        List<String> lines() throws IOException {
            return Files.readAllLines(said);
        }

        void allow(int trials) throws IOException {
            assertThat(process.isAlive()).as(() -> "alive: " + said(errors)).isTrue();
            process.getOutputStream().write("\n".repeat(trials).getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /** Lets it train until it has said so many lines more, and beyond; none: returns right away. */
        void train(int lines) throws IOException, InterruptedException {
            int all = lines().size() + lines;
            allow(lines + BEYOND);
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (lines().size() < all) {
                assertThat(System.nanoTime()).as("within two minutes").isLessThan(end);
                assertThat(process.isAlive()).as(() -> "alive: " + said(errors)).isTrue();
                Thread.sleep(5);
            }
        }

        Optional<ProcessHandle> worker() {
            return process.children().findFirst();
        }
    }

    @AfterEach
    void end() {
        for (Life life : lives) {
            life.process.destroyForcibly();
        }
    }

    @Test
    void theNumbersAreThoseOfAnUndisturbedRun() throws Exception {
        file = Files.writeString(folder.resolve("s.yaml"), STUDY.formatted(SEEDS, KilledOften.Slow.class.getName()));
        Random random = new Random(50);
        Life[] runs = {new Life(SLOW_MILLIS), new Life(SLOW_MILLIS)};
        int killedRuns = 0;
        int killedWorkers = 0;
        while (killedRuns + killedWorkers < KILLS) {
            int victim = random.nextInt(2);
            Life run = runs[victim];
            run.train(random.nextInt(MOST + 1));
            Thread.sleep(random.nextInt(MOST_MILLIS_LATER));
            Optional<ProcessHandle> worker = run.worker();
            if (random.nextBoolean() && worker.isPresent()) {
                killedWorkers += worker.get().destroyForcibly() ? 1 : 0;
            } else {
                run.process.destroyForcibly().waitFor();
                killedRuns++;
                runs[victim] = new Life(SLOW_MILLIS);
            }
        }
        Set<String> acknowledged = acknowledged();
        assertThat(killedRuns).as("runs killed, not workers").isBetween(10, 40);
        assertThat(acknowledged.size()).as("results while it was killed").isBetween(KILLS, KILLS * (MOST + BEYOND));
        for (Life run : runs) {
            run.process.destroyForcibly().waitFor();
        }
        try (SqliteStore store = store()) {
            assertThat(store.trials().stream()
                            .filter(trial -> trial.state().isFinal())
                            .map(StoredTrial::id))
                    .as("what was acknowledged is there")
                    .containsAll(acknowledged);
        }
        Life last = new Life(0);
        last.allow(TRIALS);
        assertThat(last.process.waitFor()).as("the run that does the rest").isZero();

        Study study = StudyReader.read(file);
        new StudyRunner(new TrainingRunner())
                .run(study, folder.resolve("undisturbed"), 1, RunListener.NONE, () -> false);
        assertThat(numbers("killed")).hasSize(TRIALS + 1).isEqualTo(numbers("undisturbed"));
        for (Trial trial : study.all()) {
            for (String kind : List.of("traces/", "weights/")) {
                String name = kind + trial.shortId() + ".npz";
                if (Files.exists(folder.resolve("undisturbed").resolve(name))) {
                    assertThat(folder.resolve("killed").resolve(name))
                            .hasSameBinaryContentAs(
                                    folder.resolve("undisturbed").resolve(name));
                }
            }
        }
        try (SqliteStore store = store()) {
            assertThat(store.trials())
                    .hasSize(TRIALS)
                    .allMatch(trial -> trial.state().isFinal() && trial.result() != null);
        }
    }

    private static String said(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SqliteStore store() {
        return SqliteStore.open(folder.resolve("killed/steadygrad.db"));
    }

    private Set<String> acknowledged() throws IOException {
        Set<String> ids = new HashSet<>();
        for (Life life : lives) {
            life.lines().stream().filter(line -> line.length() == 64).forEach(ids::add);
        }
        return ids;
    }

    /** What came out, without speeds. */
    private List<String> numbers(String directory) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(directory).resolve("summary.csv"))) {
            return lines.map(line -> line.replaceFirst(",[^,]*,[^,]*$", "")).toList();
        }
    }
}
