package io.steadygrad.app;

import io.steadygrad.bench.Comparison;
import io.steadygrad.bench.Effort;
import io.steadygrad.bench.ObservedSteps;
import io.steadygrad.bench.Rate;
import io.steadygrad.bench.Result;
import io.steadygrad.bench.Size;
import io.steadygrad.bench.SmallTrials;
import io.steadygrad.bench.TrainingSteps;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what control and optimizers cost here, beside memory's bandwidth and LibTorch's ways. */
@Command(
        name = "bench",
        description =
                "Measure control, observation and optimizers on this machine: beside its memory bandwidth and beside LibTorch.")
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON instead of tables; what does not exist is null.")
    private boolean json;

    @Option(names = "--quick", description = "The smallest size only, and short runs: seconds, for a first look.")
    private boolean quick;

    @Option(
            names = "--size",
            paramLabel = "NAME",
            description =
                    "Only this size: mlp-68k, resnet50 or one-400mb; can be repeated. Training steps are left out.")
    private @Nullable List<String> sizes;

    @Option(
            names = "--trials",
            description = "Only: what a study of 200 small trials takes, trained side by side and one at a time.")
    private boolean trials;

    @SuppressWarnings("NullAway.Init")
    BenchCommand() {}

    @Override
    public Integer call() throws IOException {
        List<String> chosen = trials ? List.of() : chosen();
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        BenchMachine machine = BenchMachine.look();
        List<String> notes = new ArrayList<>(machine.warnings());
        List<Rate> rates = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        for (String name : chosen) {
            Size size = Size.named(name);
            String lacking = lacking(size);
            if (!lacking.isEmpty()) {
                notes.add(lacking);
                continue;
            }
            say(name);
            for (Comparison comparison : Comparison.of(size, threads(), effort)) {
                rates.addAll(comparison.rates());
                results.addAll(comparison.results());
            }
            System.gc(); // moments in native memory that only the collector frees
        }
        if (trials) {
            say("trials");
            int cores = Runtime.getRuntime().availableProcessors();
            results.add(SmallTrials.perTrial(quick ? 20 : 200, cores, effort));
        } else if (sizes == null) {
            say("training steps");
            results.add(TrainingSteps.mlp(effort));
            if (!quick) {
                results.add(TrainingSteps.resnet18(effort));
            }
            say("observed steps");
            results.add(ObservedSteps.narrow(effort));
            if (!quick) {
                results.add(ObservedSteps.mlp(effort));
                results.add(ObservedSteps.cnn(effort));
                results.add(ObservedSteps.rnn(effort));
                results.add(ObservedSteps.resnet18(effort));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                json
                        ? BenchJson.text(machine, notes, rates, results)
                        : BenchTables.text(machine, notes, rates, results));
        out.flush();
        return Exit.DONE;
    }

    private List<String> chosen() {
        if (sizes == null) {
            return quick ? Size.NAMES.subList(0, 1) : Size.NAMES;
        }
        for (String name : sizes) {
            if (!Size.NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "--size must be one of " + String.join(", ", Size.NAMES) + ", not '" + name + "'");
            }
        }
        return sizes;
    }

    private static int[] threads() {
        int all = Runtime.getRuntime().availableProcessors();
        return IntStream.of(1, all).distinct().toArray();
    }

    /** Why a size cannot be measured here; empty when it can. */
    private static String lacking(Size size) {
        long needed = Comparison.memory(size);
        long available = Examination.availableMemory();
        if (needed > available) {
            return size.name() + " was left out: it needs " + Words.bytes(needed) + " of memory, "
                    + Words.bytes(available) + " are free";
        }
        long direct = Comparison.directMemory(size);
        long limit = Runtime.getRuntime().maxMemory();
        return direct <= limit
                ? ""
                : size.name() + " was left out: Java may take " + Words.bytes(limit)
                        + " of native memory, its moments need " + Words.bytes(direct) + "; STEADY_OPTS=-Xmx"
                        + (direct * 5 / 4 >> 20) + "m allows it";
    }

    private void say(String what) {
        if (Terminal.ERR.interactive()) {
            spec.commandLine().getErr().printf(Locale.ROOT, "measuring %s ...%n", what);
        }
    }
}
