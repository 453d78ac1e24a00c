package io.steadygrad.spark;

import io.steadygrad.store.StoreException;
import io.steadygrad.study.RunDirectory;
import io.steadygrad.study.Study;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.study.TrialRunner;
import io.steadygrad.study.TrialText;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.collection.Iterator;

/**
 * Trains trials as tasks of a Spark cluster, one job each, so that every result is kept as soon as it is there: a job of one task, or of one
 * for each of the trial's ranks, which Spark starts together. The study's own worker loop stays in charge: it leases a trial, runs it here, and keeps the result; executors write nothing.
 *
 * <p>A task whose executor is lost is tried again by Spark; a trial draws the same numbers wherever and however often it runs. A trial that takes
 * its executor with it (a crash in native code) four times is {@code failed}. Properties that begin with {@code spark.}, from
 * the JVM's {@code -D} or from {@code spark-submit}, are Spark's own and win over what is set here.
 *
 * <p>Thread-safe.
 */
public final class SparkTrials implements TrialRunner, AutoCloseable {
    private static final Pattern STANDALONE = Pattern.compile("spark://([^:/,]+):(\\d+)");
    private static final Pattern MASTERS = Pattern.compile("local(\\[.+])?|spark://.+|yarn|k8s://.+");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int POLL_MILLIS = 100;
    /** How often Spark looks whether there are executors for all ranks of a trial. */
    private static final int CHECK_SECONDS = 5;

    private final Study study;
    private final JavaSparkContext spark;
    private final ShippedFiles shipped;

    private SparkTrials(Study study, JavaSparkContext spark, ShippedFiles shipped) {
        this.study = study;
        this.spark = spark;
        this.shipped = shipped;
    }

    /**
     * Joins a cluster.
     *
     * @param master {@code spark://HOST:PORT}, {@code yarn}, {@code k8s://...} or {@code local[N]}
     * @param jars what executors need beside Spark: this module's jar of everything, and the engine's natives; none for a local
     *     master, or where spark-submit has sent them
     * @throws IllegalArgumentException when there is no such master, or no executor came within two minutes
     */
    public static SparkTrials connect(String master, Study study, List<Path> jars) {
        if (!MASTERS.matcher(master).matches()) {
            throw new IllegalArgumentException("'" + master
                    + "' is no Spark master; what Spark knows: spark://HOST:PORT, yarn, k8s://HOST:PORT, local[N]");
        }
        reach(master);
        SparkConf conf = new SparkConf();
        conf.setMaster(master);
        conf.setAppName("steady " + study.name());
        if (!master.startsWith("local") && !jars.isEmpty()) {
            conf.setJars(jars.stream().map(Path::toString).toArray(String[]::new));
        }
        if (isHere(master)) {
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        int threads = study.variants()
                .mapToInt(workload -> workload.settings().threads())
                .max()
                .orElse(1);
        conf.setIfMissing("spark.task.cpus", Integer.toString(threads));
        conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(threads));
        conf.setIfMissing("spark.executor.extraJavaOptions", "--enable-native-access=ALL-UNNAMED");
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", CHECK_SECONDS + "s");
        conf.setIfMissing(
                "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures",
                Long.toString(PATIENCE.toSeconds() / CHECK_SECONDS));
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.log.level", "ERROR");
        JavaSparkContext spark = context(conf, master);
        try {
            Map<String, String> files = new TreeMap<>();
            study.variants().forEach(workload -> files.putAll(workload.files()));
            SparkTrials trials = new SparkTrials(study, spark, ShippedFiles.add(files, spark));
            trials.awaitExecutor(master);
            return trials;
        } catch (IOException e) {
            spark.close();
            throw new StoreException("Cannot hand the study's data to Spark: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            spark.close();
            throw e;
        }
    }

    private static JavaSparkContext context(SparkConf conf, String master) {
        try {
            return new JavaSparkContext(conf);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("Spark cannot start with master '" + master + "': " + e.getMessage(), e);
        }
    }

    /** Spark itself retries for a minute and then ends the process. */
    private static void reach(String master) {
        Matcher standalone = STANDALONE.matcher(master);
        if (standalone.matches()) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(standalone.group(1), Integer.parseInt(standalone.group(2))), 10_000);
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalArgumentException("No Spark master answers at " + master + ": " + e.getMessage(), e);
            }
        }
    }

    private static boolean isHere(String master) {
        return master.startsWith("local")
                || master.startsWith("spark://127.")
                || master.startsWith("spark://localhost:");
    }

    private void awaitExecutor(String master) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!master.startsWith("local") && executors() == 0) {
            if (System.nanoTime() > end) {
                throw new IllegalArgumentException("No executor came from " + master + " within " + PATIENCE.toSeconds()
                        + " s: has it a worker with free cores and memory?");
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Without the driver. */
    private int executors() {
        return spark.statusTracker().getExecutorInfos().length - 1;
    }

    /**
     * Trials to hand out at a time: twice as many as the executors that are there can train side by side, so that none of them waits for the
     * driver; when executors join later, they share these.
     *
     * @param asked another number, where somebody wants one
     */
    public int inFlight(@Nullable Integer asked) {
        if (asked != null) {
            return asked;
        }
        int cpus = spark.getConf().getInt("spark.task.cpus", 1);
        return 2 * Math.max(1, spark.defaultParallelism() / cpus);
    }

    @Override
    public TrialOutcome run(Trial trial, Path directory, Watcher watcher, BooleanSupplier stop) throws Exception {
        long start = System.nanoTime();
        JavaFutureAction<List<TrialReturn>> job =
                tasks(trial).map(new TrialTask(shipped)).collectAsync();
        while (true) {
            try {
                TrialReturn result = job.get(POLL_MILLIS, TimeUnit.MILLISECONDS).get(0);
                if (result.environment() != null) {
                    watcher.trainedIn(result.environment());
                }
                result.files().forEach((name, content) -> keep(directory, name, content));
                return TrialOutcome.fromJson(result.outcome());
            } catch (TimeoutException e) {
                if (stop.getAsBoolean()) {
                    job.cancel(true);
                    return TrialOutcome.stopped((System.nanoTime() - start) / 1e9);
                }
            } catch (ExecutionException e) {
                if (stop.getAsBoolean()) {
                    return TrialOutcome.stopped((System.nanoTime() - start) / 1e9);
                }
                return TrialOutcome.failed("Spark: " + firstLine(e), (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /** The trial's text for each of its ranks; several are for tasks that run at the same time, or not at all. */
    private JavaRDD<String> tasks(Trial trial) {
        int ranks = trial.cell().variant().settings().ranks();
        JavaRDD<String> texts = spark.parallelize(Collections.nCopies(ranks, TrialText.write(study, trial)), ranks);
        if (ranks == 1) {
            return texts;
        }
        var same = (Function1<Iterator<String>, Iterator<String>> & Serializable) each -> each;
        return texts.rdd().barrier().mapPartitions(same, true, texts.classTag()).toJavaRDD();
    }

    private static void keep(Path directory, String name, byte[] content) {
        try {
            RunDirectory.keep(directory, name, content);
        } catch (IOException e) {
            throw new StoreException("Cannot write " + directory.resolve(name) + ": " + e.getMessage(), e);
        }
    }

    /** What Spark says, without stack traces. */
    private static String firstLine(ExecutionException e) {
        String message = String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        return message.lines().findFirst().orElse("no reason given").strip();
    }

    @Override
    public void close() {
        spark.close();
    }
}
