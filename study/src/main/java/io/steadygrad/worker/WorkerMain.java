package io.steadygrad.worker;

import io.steadygrad.ranks.GlooGroup;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.ranks.Rendezvous;
import io.steadygrad.store.StoreException;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.study.TrialRunner;
import io.steadygrad.study.TrialText;
import io.steadygrad.torch.LibTorch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A worker process: trains the trials that its standard input names, one after the other, and answers on its standard output ({@link
 * Protocol}). It ends when its input ends, so a run that is killed leaves none behind. Ctrl-C, which the terminal sends to all
 * processes, is the run's matter.
 */
public final class WorkerMain {
    private static final long BETWEEN_STEPS_NANOS = 100_000_000;

    private final PrintStream answers;
    private final Path directory;
    private final Role role;
    private final BlockingQueue<String> trials = new LinkedBlockingQueue<>();
    private volatile boolean stop;

    private WorkerMain(PrintStream answers, Path directory, Role role) {
        this.answers = answers;
        this.directory = directory;
        this.role = role;
    }

    /** How a trial that was read from a text is trained. */
    private interface Role {
        TrialOutcome train(String text, Trial trial, Path directory, TrialRunner.Watcher watcher, BooleanSupplier stop)
                throws Exception;
    }

    /**
     * @param arguments the run's directory; then nothing, or {@code HOST:PORT} where ranks of other hosts come to, or of a process that is a
     *     rank from 1 up of one trial its number, the number of ranks and the file where they meet
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err); // what models of your own print belongs into the log
        for (String signal : new String[] {"INT", "TERM", "HUP"}) {
            Signal.handle(new Signal(signal), SignalHandler.SIG_IGN);
        }
        volunteer();
        new WorkerMain(answers, Path.of(arguments[0]), role(arguments)).listen();
    }

    private static Role role(String[] arguments) {
        if (arguments.length < 4) {
            return new RankedRunner(arguments.length == 1 ? null : Rendezvous.Hosts.parse(arguments[1]))::run;
        }
        int rank = Integer.parseInt(arguments[1]);
        int size = Integer.parseInt(arguments[2]);
        Rendezvous meeting = new Rendezvous.Local(Path.of(arguments[3]), RanksHere.START);
        return (text, trial, directory, watcher, stop) -> {
            try (ProcessGroup group = GlooGroup.join(rank, size, meeting, GlooGroup.PATIENCE)) {
                return new TrainingRunner(group).run(trial, directory, watcher, stop);
            }
        };
    }

    /** Where memory runs out the system is to end this process, whose trial can be tried again, rather than the run. */
    private static void volunteer() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "500");
        } catch (IOException notLinux) {
            // the system chooses as it does
        }
    }

    private void listen() throws IOException {
        answer(Protocol.READY);
        Thread trainer = new Thread(this::train, "trial-worker");
        trainer.setDaemon(true);
        trainer.start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(Protocol.STOP)) {
                stop = true;
            } else {
                trials.add(line);
            }
        }
        Runtime.getRuntime().halt(0); // not exit: a step may still go on in native code
    }

    private void train() {
        try {
            LibTorch.threads(1); // loads the engine before the first trial comes
            TrialText texts = new TrialText();
            while (true) {
                String line = trials.take();
                answer(
                        line.startsWith(Protocol.STACK)
                                ? stack(line.substring(Protocol.STACK.length()), texts)
                                : train(line.substring(Protocol.TRAIN.length()), texts));
            }
        } catch (Throwable broken) { // above all want of memory: what is left of this process is not to be trusted
            broken.printStackTrace();
            Runtime.getRuntime().halt(broken instanceof OutOfMemoryError ? Protocol.OUT_OF_MEMORY : 1);
        }
    }

    private String train(String text, TrialText texts) {
        try {
            return Protocol.OUTCOME
                    + TrialRunner.attempt(
                                    () -> role.train(text, texts.read(text), directory, new Steps(""), () -> stop))
                            .toJson();
        } catch (StoreException full) {
            return disk(full);
        }
    }

    private String stack(String line, TrialText texts) {
        List<Trial> stack = new ArrayList<>();
        BitSet over = new BitSet();
        List<Steps> steps = new ArrayList<>();
        String[] parts = line.split(Protocol.TAB);
        long start = System.nanoTime();
        try {
            for (int i = 0; i < parts.length; i++) {
                stack.add(texts.read(parts[i]));
                steps.add(new Steps(Protocol.MEMBER + i + " "));
            }
            new TrainingRunner()
                    .runStack(
                            stack,
                            directory,
                            new TrialRunner.StackWatcher() {
                                @Override
                                public void step(int place, long step, double loss) {
                                    steps.get(place).step(step, loss);
                                }

                                @Override
                                public void finished(int place, TrialOutcome outcome) {
                                    over.set(place);
                                    answer(Protocol.MEMBER + place + " " + Protocol.OUTCOME + outcome.toJson());
                                }
                            },
                            () -> stop);
        } catch (StoreException full) {
            return disk(full);
        } catch (Exception | LinkageError e) {
            TrialOutcome failed = TrialOutcome.failed(e, (System.nanoTime() - start) / 1e9);
            for (int i = over.nextClearBit(0); i < parts.length; i = over.nextClearBit(i + 1)) {
                answer(Protocol.MEMBER + i + " " + Protocol.OUTCOME + failed.toJson());
            }
        }
        return Protocol.DONE;
    }

    private static String disk(StoreException full) {
        return Protocol.DISK + String.valueOf(full.getMessage()).replace('\n', ' ');
    }

    /** Says how far the trial is, not more often than somebody looks. */
    private final class Steps implements TrialRunner.Watcher {
        private final String whose;
        private long last = System.nanoTime() - BETWEEN_STEPS_NANOS;

        Steps(String whose) {
            this.whose = whose;
        }

        @Override
        public void step(long step, double loss) {
            long now = System.nanoTime();
            if (now - last >= BETWEEN_STEPS_NANOS) {
                last = now;
                answer(whose + Protocol.STEP + step + " " + loss);
            }
        }
    }

    private void answer(String line) {
        answers.print(Protocol.MARK + line + "\n");
        answers.flush();
    }
}
