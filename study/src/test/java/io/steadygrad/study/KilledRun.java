package io.steadygrad.study;

import java.nio.file.Files;
import java.nio.file.Path;

/** A run in a process of its own, slow enough to be killed; says which trials it trains and which have a result. Arguments: directory, store. */
public final class KilledRun {
    private KilledRun() {}

    public static void main(String[] arguments) {
        StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
            say("trains " + trial.id());
            Thread.sleep(60);
            Files.writeString(out.resolve(RunDirectory.trace(trial)), "trace of " + trial.id());
            return SmallStudies.descend(trial, out, watcher, stop);
        });
        RunListener listener = new RunListener() {
            @Override
            public void finished(Trial trial, TrialOutcome outcome) {
                say(trial.id());
            }
        };
        StudyRunner shared = arguments.length > 1 ? runner.sharing(arguments[1]) : runner;
        shared.run(SmallStudies.descent(20, 0.5, 3.0), Path.of(arguments[0]), 2, listener, () -> false);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
