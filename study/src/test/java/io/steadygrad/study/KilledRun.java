package io.steadygrad.study;

import java.nio.file.Path;

/** A run in a process of its own, slow enough to be killed; prints a line for each trial that it has finished. */
public final class KilledRun {
    private KilledRun() {}

    public static void main(String[] arguments) {
        StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
            Thread.sleep(60);
            return SmallStudies.descend(trial, out, watcher, stop);
        });
        RunListener listener = new RunListener() {
            @Override
            public void finished(Trial trial, TrialOutcome outcome) {
                System.out.println(trial.id());
                System.out.flush();
            }
        };
        runner.run(SmallStudies.descent(20, 0.5, 3.0), Path.of(arguments[0]), 2, listener, () -> false);
    }
}
