package io.steadygrad.app;

import io.steadygrad.study.Rerun;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.TrialRunner;
import io.steadygrad.worker.WorkerProcesses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains one trial again from its record alone, and says whether its numbers are the same, bit by bit. */
@Command(
        name = "rerun",
        description = "Train one trial of a run again, and say whether its numbers are the same, bit by bit.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every number is the same",
            "1:some number differs",
            "2:there is no such trial, or it cannot be rebuilt; the message says why"
        })
final class RerunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunArgument run;

    @Parameters(index = "1", paramLabel = "TRIAL", description = "The trial's id, or enough of its beginning.")
    private String trial;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    RerunCommand() {}

    @Override
    public Integer call() throws IOException {
        Path directory = run.directory();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Rerun rerun;
        try (Interruption interruption = Interruption.listen(err)) {
            try {
                rerun = Rerun.of(directory, trial, RerunCommand::runner, (step, loss) -> {}, interruption::requested);
            } catch (Rerun.Stopped stopped) {
                err.println(stopped.getMessage());
                err.flush();
                return Exit.INTERRUPTED;
            }
        }
        if (json) {
            out.print(RerunAccount.json(rerun));
        } else {
            RerunAccount.lines(rerun, Terminal.OUT).forEach(out::println);
        }
        out.flush();
        return rerun.identical() ? Exit.DONE : Exit.FAILED;
    }

    /** In this process, or, of several ranks, in processes of their own, all on this host. */
    private static TrialRunner runner(String text) {
        return (trial, directory, watcher, stop) -> {
            if (trial.cell().variant().settings().ranks() == 1) {
                return new TrainingRunner().run(trial, directory, watcher, stop);
            }
            try (WorkerProcesses processes = WorkerProcesses.of(text)) {
                return processes.run(trial, directory, watcher, stop);
            }
        };
    }
}
