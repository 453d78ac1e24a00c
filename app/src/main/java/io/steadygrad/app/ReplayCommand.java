package io.steadygrad.app;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.replay.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a method would have done on the runs that a study recorded, from their traces alone. */
@Command(
        name = "replay",
        description =
                "Say what a method would have done on a recorded run: when, by how much, and which thresholds fit.")
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunArgument run;

    @Parameters(index = "1", paramLabel = "EXPR", description = "A method, or several joined by |; quote it.")
    private String expression;

    @Option(names = "--trial", paramLabel = "ID", description = "One trial in full; the beginning of its id is enough.")
    private @Nullable String id;

    @Option(names = "--json", description = "Print JSON; with --trial every step is in it.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    ReplayCommand() {}

    @Override
    public Integer call() throws IOException {
        Path directory = run.directory();
        MethodExpression method = Expressions.parse(expression);
        List<RecordedTrial> trials = run.trials();
        if (id != null) {
            trials = List.of(RecordedTrial.find(trials, id));
        }
        List<ReplayedTrial> replayed = new ArrayList<>();
        for (RecordedTrial trial : trials) {
            replayed.add(ReplayedTrial.of(trial, directory, method));
        }
        requireOne(replayed);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(ReplayJson.of(method, replayed, id != null));
            out.flush();
            return Exit.DONE;
        }
        out.println(Terminal.OUT.bold("replay of " + method));
        Replay only = replayed.get(0).replay();
        (id != null && only != null
                        ? ReplayAccount.of(method, replayed.get(0).trial(), only, Terminal.OUT)
                        : ReplayTable.of(replayed, Terminal.OUT))
                .forEach(out::println);
        out.println();
        remarks(replayed)
                .forEach(remark -> Words.wrapped(remark, Terminal.helpWidth()).forEach(out::println));
        return Exit.DONE;
    }

    /** Refuses where no trial at all could be replayed. */
    private void requireOne(List<ReplayedTrial> replayed) {
        if (replayed.stream().anyMatch(each -> each.replay() != null)) {
            return;
        }
        ReplayedTrial first =
                replayed.stream().filter(ReplayedTrial::refused).findFirst().orElse(replayed.get(0));
        if (first.refused()) {
            throw new IllegalArgumentException("'" + expression + "' cannot be replayed on a trace: " + first.problem()
                    + "; `steady apply` runs it on saved gradients");
        }
        throw new IllegalArgumentException("nothing to replay in '" + run.directory() + "': trial "
                + first.trial().id() + ": " + first.problem()
                + (replayed.size() > 1 ? ", and so it is with all " + replayed.size() + " trials" : ""));
    }

    private List<String> remarks(List<ReplayedTrial> replayed) {
        List<String> remarks = new ArrayList<>();
        if (id == null) {
            remarks.add(
                    "Factor: what is left of the gradient's norm at the engaged steps: the median, and the one farthest from 1.");
        }
        remarks.add("Open-loop: every step gets the gradient that was recorded under the run's own method, so this says"
                + " what the method would have done to these gradients, not where the run would then have gone.");
        if (replayed.stream()
                .anyMatch(each -> each.replay() != null && each.replay().approximate())) {
            remarks.add("Approximate: a long run keeps its tensors' norms as extremes over several steps; what happened"
                    + " between them is estimated from the recorded norm of every step.");
        }
        return remarks;
    }
}
