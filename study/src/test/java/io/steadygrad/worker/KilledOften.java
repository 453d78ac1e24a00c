package io.steadygrad.worker;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.study.RunListener;
import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.study.TrialRunner;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** A run in a process of its own, with worker processes of its own, that trains as many trials as it is allowed and then waits to be killed. */
public final class KilledOften {
    /** Milliseconds that each trial takes longer, so that kills hit it; workers get this run's flags. */
    static final String SLOW = "steady.test.slow";

    private KilledOften() {}

    /**
     * Says each id when its result is kept, and what else became of a trial; is allowed one more trial by each line on standard input.
     *
     * @param arguments the study file and the run's directory
     */
    public static void main(String[] arguments) {
        Study study = StudyReader.read(Path.of(arguments[0]));
        RunListener listener = new RunListener() {
            @Override
            public void finished(Trial trial, TrialOutcome outcome) {
                say(outcome.status().isFinal() ? trial.id() : outcome.status().text());
            }
        };
        try (WorkerProcesses processes = new WorkerProcesses(study)) {
            new StudyRunner(new Allowed(processes)).run(study, Path.of(arguments[1]), 1, listener, () -> false);
        }
    }

    private record Allowed(WorkerProcesses processes, Semaphore trials) implements TrialRunner {
        Allowed(WorkerProcesses processes) {
            this(processes, new Semaphore(0));
            Thread reader = new Thread(
                    () -> new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .lines()
                            .forEach(line -> trials.release()),
                    "allowed");
            reader.setDaemon(true);
            reader.start();
        }

        @Override
        public boolean sharesEngine() {
            return processes.sharesEngine();
        }

        @Override
        public TrialOutcome run(Trial trial, Path directory, Watcher watcher, BooleanSupplier stop)
                throws InterruptedException {
            trials.acquire();
            return processes.run(trial, directory, watcher, stop);
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** A small network that takes its time to be built. */
    public static final class Slow implements ModelSpec {
        @Override
        public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
            try {
                Thread.sleep(Integer.getInteger(SLOW, 0));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Mlp(
                            List.of(4),
                            Activation.RELU,
                            List.of(Initializer.parse("glorot_uniform")),
                            0,
                            Norm.NONE,
                            new Output(3, Activation.SOFTMAX))
                    .build(inputShape, seed, type);
        }
    }
}
