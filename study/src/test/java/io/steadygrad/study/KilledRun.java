package io.steadygrad.study;

import java.nio.file.Files;
import java.nio.file.Path;

/** A run in a process of its own, slow enough to be killed; says which trials it trains and which have a result. Arguments: directory, store. */
public final class KilledRun {
    private KilledRun() {}

    /** @param arguments the run's directory, and where it is not the small descent the study file, or a store that is shared */
    public static void main(String[] arguments) {
        boolean searched = arguments.length > 1 && arguments[1].endsWith(".yaml");
        TrialRunner trains = searched ? new TrainingRunner() : SmallStudies::descend;
        StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
            say("trains " + trial.id());
            Thread.sleep(60);
            if (!searched) {
                Files.writeString(out.resolve(RunDirectory.trace(trial)), "trace of " + trial.id());
            }
            return trains.run(trial, out, watcher, stop);
        });
        RunListener listener = new RunListener() {
            @Override
            public void finished(Trial trial, TrialOutcome outcome) {
                say(trial.id());
            }
        };
        StudyRunner shared = !searched && arguments.length > 1 ? runner.sharing(arguments[1]) : runner;
        Study study = searched ? StudyReader.read(Path.of(arguments[1])) : SmallStudies.descent(20, 0.5, 3.0);
        shared.run(study, Path.of(arguments[0]), 2, listener, () -> false);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
