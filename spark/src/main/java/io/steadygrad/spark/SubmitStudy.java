package io.steadygrad.spark;

import io.steadygrad.store.PostgresStore;
import io.steadygrad.study.RunListener;
import io.steadygrad.study.RunProgress;
import io.steadygrad.study.RunResult;
import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What {@code spark-submit} starts: {@code spark-submit --master MASTER --jars NATIVES steadygrad-spark.jar STUDY.yaml DIR [--repair] [--store
 * JDBC_URL]}. Trains what is missing of the study and leaves the run directory that {@code steady report} reads. Exit code 1 where
 * trials failed or what the study accepts was missed, 2 where an argument is wrong.
 */
public final class SubmitStudy {
    private SubmitStudy() {}

    public static void main(String[] arguments) {
        int code;
        try {
            code = run(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        }
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(String[] arguments) {
        Arguments given = Arguments.parse(arguments);
        Study study = StudyReader.read(Path.of(given.study()), given.repair());
        String master = System.getProperty("spark.master");
        if (master == null) {
            throw new IllegalArgumentException("There is no master: start this by spark-submit --master MASTER");
        }
        AtomicBoolean stopping = new AtomicBoolean();
        Thread hook = new Thread(() -> stopping.set(true), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        RunResult result;
        try (SparkTrials trials = SparkTrials.connect(master, study, List.of())) {
            StudyRunner runner = new StudyRunner(trials);
            result = (given.store() == null || given.store().isEmpty() ? runner : runner.sharing(given.store()))
                    .run(study, Path.of(given.directory()), trials.inFlight(null), new Lines(), stopping::get);
        }
        System.out.println(result.trials() + " trials: " + result.completed() + " completed, " + result.diverged()
                + " diverged, " + result.failed() + " failed; `steady report " + given.directory() + "` shows them");
        result.failures().forEach(failure -> System.err.println("failed: " + failure));
        result.missed().forEach(missed -> System.err.println("missed: " + missed));
        return result.failures().isEmpty() && result.missed().isEmpty() ? 0 : 1;
    }

    /** How far the run is, when a trial more is done and at most every ten seconds. */
    private static final class Lines implements RunListener {
        private static final long PAUSE = 10_000_000_000L;
        private int printed = -1;
        private long last;

        @Override
        public void progressed(RunProgress progress) {
            boolean end = progress.done() == progress.total();
            if (progress.done() > printed && (printed < 0 || end || System.nanoTime() - last >= PAUSE)) {
                printed = progress.done();
                last = System.nanoTime();
                System.err.println(progress.done() + " of " + progress.total() + " trials done");
            }
        }
    }

    record Arguments(
            String study,
            String directory,
            boolean repair,
            @Nullable String store) {
        static Arguments parse(String[] arguments) {
            String study = null;
            String directory = null;
            boolean repair = false;
            String store = System.getenv(PostgresStore.ENVIRONMENT);
            for (int i = 0; i < arguments.length; i++) {
                String argument = arguments[i];
                if (argument.equals("--repair")) {
                    repair = true;
                } else if (argument.equals("--store") && i + 1 < arguments.length) {
                    store = arguments[++i];
                } else if (argument.startsWith("--")) {
                    throw new IllegalArgumentException("Unknown option " + argument.replaceFirst("=.*", "")
                            + "; known: --repair, --store JDBC_URL");
                } else if (study == null) {
                    study = argument;
                } else if (directory == null) {
                    directory = argument;
                } else {
                    throw new IllegalArgumentException("One argument too many: " + argument);
                }
            }
            if (study == null || directory == null) {
                throw new IllegalArgumentException("Arguments are STUDY.yaml DIR [--repair] [--store JDBC_URL]");
            }
            return new Arguments(study, directory, repair, store);
        }
    }
}
