package io.steadygrad.worker;

import io.steadygrad.store.StoreException;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.study.TrialRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The run's end of one worker process. For one thread at a time. */
final class WorkerProcess {
    private static final String END = "";
    private static final int LOOK_MILLIS = 50;

    private final Process process;
    private final Path log;
    private final Path directory;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile long readySince;

    private WorkerProcess(Process process, Path directory, Path log) {
        this.process = process;
        this.directory = directory;
        this.log = log;
        Thread reader = new Thread(this::read, "worker-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** @throws IOException when there is no such program, or no more processes are to be had */
    static WorkerProcess start(ProcessBuilder builder, Path directory, Path log) throws IOException {
        return new WorkerProcess(builder.redirectError(log.toFile()).start(), directory, log);
    }

    /** The process ended before it had answered. */
    static final class Died extends Exception {
        private static final long serialVersionUID = 1;
        /** Whether it had begun its work at all. */
        final boolean wasReady;

        Died(String how, boolean wasReady) {
            super(how);
            this.wasReady = wasReady;
        }
    }

    /**
     * Trains a trial.
     *
     * @throws Died when the process ended; what is left of it is cleared away
     * @throws StoreException when the worker could not write its results
     */
    TrialOutcome train(String text, TrialRunner.Watcher watcher, BooleanSupplier stop) throws Died {
        AtomicReference<@Nullable TrialOutcome> outcome = new AtomicReference<>();
        converse(Protocol.TRAIN + text, stop, answer -> {
            if (answer.startsWith(Protocol.STEP)) {
                String[] step = answer.split(" ");
                watcher.step(Long.parseLong(step[1]), Double.parseDouble(step[2]));
            } else if (answer.startsWith(Protocol.OUTCOME)) {
                outcome.set(TrialOutcome.fromJson(answer.substring(Protocol.OUTCOME.length())));
            }
            return outcome.get() != null;
        });
        return Objects.requireNonNull(outcome.get());
    }

    /**
     * Trains trials in one stack; the watcher hears of each one's outcome.
     *
     * @throws Died as {@link #train}, after the outcomes that there were
     * @throws StoreException as {@link #train}
     */
    void trainStack(List<String> texts, TrialRunner.StackWatcher watcher, BooleanSupplier stop) throws Died {
        converse(Protocol.STACK + String.join(Protocol.TAB, texts), stop, answer -> {
            if (answer.startsWith(Protocol.MEMBER)) {
                String[] words = answer.split(" ", 3);
                int place = Integer.parseInt(words[1]);
                if (words[2].startsWith(Protocol.STEP)) {
                    String[] step = words[2].split(" ");
                    watcher.step(place, Long.parseLong(step[1]), Double.parseDouble(step[2]));
                } else {
                    watcher.finished(place, TrialOutcome.fromJson(words[2].substring(Protocol.OUTCOME.length())));
                }
            }
            return answer.equals(Protocol.DONE);
        });
    }

    /** @param last takes an answer, and says whether it is the last one */
    private void converse(String order, BooleanSupplier stop, Predicate<String> last) throws Died {
        tell(order);
        boolean told = false;
        while (true) {
            if (!told && stop.getAsBoolean()) {
                if (readySince == 0) {
                    process.destroyForcibly(); // it has not begun
                }
                tell(Protocol.STOP);
                told = true;
            }
            String answer = next();
            if (answer == null || answer.equals(Protocol.READY)) {
                continue;
            }
            if (answer.equals(END)) {
                throw new Died(Death.of(process, directory, log), readySince != 0);
            } else if (answer.startsWith(Protocol.DISK)) {
                throw new StoreException(answer.substring(Protocol.DISK.length()));
            } else if (last.test(answer)) {
                return;
            }
        }
    }

    private @Nullable String next() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answers.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true; // the stop signal is the way to end a run
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A process that is gone says so at its other end. */
    private void tell(String line) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException gone) {
            process.destroyForcibly();
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int mark = line.indexOf(Protocol.MARK);
                if (mark >= 0) {
                    if (readySince == 0) {
                        readySince = System.nanoTime();
                    }
                    answers.add(line.substring(mark + Protocol.MARK.length()));
                }
            }
        } catch (IOException gone) {
            // said below
        } finally {
            answers.add(END);
        }
    }

    /** How long it could train by now. */
    long readyNanos() {
        return readySince == 0 ? 0 : System.nanoTime() - readySince;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Lets the process go. It needs no more than to hear it. */
    void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // it is
        }
        Death.forget(process, log);
    }
}
