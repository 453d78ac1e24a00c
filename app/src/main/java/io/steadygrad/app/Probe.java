package io.steadygrad.app;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Health;
import io.steadygrad.model.Model;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.Workload;
import java.util.List;

/**
 * What a trial costs and how it starts, found by training it for a moment.
 *
 * @param secondsPerStep of training; the evaluations come on top
 * @param traceBytes an upper bound for the trace of a whole trial
 * @param preflight what is wrong before the first update
 */
record Probe(double secondsPerStep, long traceBytes, List<Diagnosis> preflight) {
    private static final long ENOUGH_NANOS = 400_000_000;
    private static final long STEP_BYTES = 8 * 5 + 3;
    private static final long TENSOR_ROWS = 1000;
    private static final long TENSOR_BYTES = 3 * 4 + 4 + 8;

    static Probe of(Trial trial) {
        Stopwatch watch = new Stopwatch();
        List<Diagnosis> preflight = Health.preflight(TrainingRunner.beginning(trial, watch, watch::enough));
        Workload workload = trial.cell().variant();
        long tensors;
        try (Model model = workload.model().build(workload.data().inputShape(), trial.seed())) {
            tensors = model.weights().size();
        }
        long steps = trial.budgetSteps();
        long traceBytes = steps * STEP_BYTES + Math.min(steps, TENSOR_ROWS) * tensors * TENSOR_BYTES;
        return new Probe(watch.secondsPerStep(), traceBytes, preflight);
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
}
