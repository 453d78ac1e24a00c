package io.steadygrad.app;

import io.steadygrad.model.Model;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What a trial costs, found by training it for a moment.
 *
 * @param secondsPerStep of training; the evaluations come on top
 * @param traceBytes an upper bound for the trace of a whole trial
 */
record Probe(double secondsPerStep, long traceBytes) {
    private static final long ENOUGH_NANOS = 400_000_000;
    private static final long STEP_BYTES = 8 * 5 + 3;
    private static final long TENSOR_ROWS = 1000;
    private static final long TENSOR_BYTES = 3 * 4 + 4 + 8;

    static Probe of(Trial trial) throws IOException {
        Stopwatch watch = new Stopwatch();
        Path folder = Files.createTempDirectory("steady-check");
        try {
            Files.createDirectory(folder.resolve("traces"));
            new TrainingRunner().run(trial, folder, watch, watch::enough);
        } finally {
            delete(folder);
        }
        Workload workload = trial.cell().variant();
        long tensors;
        try (Model model = workload.model().build(workload.data().inputShape(), trial.seed())) {
            tensors = model.weights().size();
        }
        long steps = trial.budgetSteps();
        return new Probe(
                watch.secondsPerStep(), steps * STEP_BYTES + Math.min(steps, TENSOR_ROWS) * tensors * TENSOR_BYTES);
    }

    /** The first step warms up; what counts begins after it. */
    private static final class Stopwatch implements io.steadygrad.study.TrialRunner.Watcher {
        private final long start = System.nanoTime();
        private long first;
        private long last;
        private long steps;

        @Override
        public void step(long step, double loss) {
            last = System.nanoTime();
            if (steps++ == 0) {
                first = last;
            }
        }

        boolean enough() {
            return steps > 1 && System.nanoTime() - first > ENOUGH_NANOS;
        }

        double secondsPerStep() {
            return steps > 1 ? (last - first) / 1e9 / (steps - 1) : Math.max(0, last - start) / 1e9;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
