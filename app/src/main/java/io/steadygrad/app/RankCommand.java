package io.steadygrad.app;

import io.steadygrad.ranks.Rendezvous;
import io.steadygrad.worker.JoiningRank;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Helps a run on another host with trials that several ranks train together. */
@Command(
        name = "rank",
        description =
                "Be one of the ranks of a run on another host, `steady run --master`. It has the data at the same paths,"
                        + " and writes nothing.")
final class RankCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--master",
            paramLabel = "HOST:PORT",
            required = true,
            description = "What `steady run` was given: an address of its host.")
    private String master;

    @Option(names = "--rank", paramLabel = "I", required = true, description = "Which rank this is, from 1; each once.")
    private int rank;

    @Option(
            names = "--ranks",
            paramLabel = "N",
            required = true,
            description = "How many there are, rank 0 included: `ranks` in the study file.")
    private int ranks;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Leave when nobody was at the meeting point for so long (default: ${DEFAULT-VALUE}).")
    private int wait;

    @SuppressWarnings("NullAway.Init")
    RankCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Rendezvous.Hosts place = Rendezvous.Hosts.parse(master);
        var meeting = new Rendezvous.Hosts(place.host(), place.port(), Duration.ofSeconds(wait));
        int trained = new JoiningRank(rank, ranks, meeting).help(line -> {
            out.println(line);
            out.flush();
        });
        out.println("nobody at " + meeting + " for " + wait + " s; leaving after " + Words.count(trained, "trial"));
        out.flush();
        return Exit.DONE;
    }
}
