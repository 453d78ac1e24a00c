package io.steadygrad.app;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.formats.AtomicFile;
import io.steadygrad.formats.GradientArrays;
import io.steadygrad.formats.NpzFile;
import io.steadygrad.method.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs a chain of methods over the gradients of a file. The file is read whole before anything is written, so that the result
 * may replace it. Where a guard gives the run up, that step and all later ones come out unchanged, the report ends with
 * it, both are written, and the exit code is 1.
 */
@Command(name = "apply", description = "Change the gradients in an .npz file as a chain of methods decides.")
final class ApplyCommand implements Callable<Integer> {
    private static final int STEPS_SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "EXPR",
            description = "Methods joined by |, for example 'clip_by_global_norm(1)'.")
    private String expression;

    @Option(
            names = "--gradients",
            required = true,
            paramLabel = "G.npz",
            description = "The gradients, one array per parameter: float16, float32 or float64.")
    private Path gradients;

    @Option(
            names = "--weights",
            paramLabel = "W.npz",
            description = "The weights under the same names, for methods that compare with them (agc, trust_ratio).")
    private @Nullable Path weights;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "H.npz",
            description = "The result: the same names, shapes and types. May be the file of the gradients.")
    private Path out;

    @Option(
            names = "--steps",
            description = "The leading axis of every array counts steps; what methods remember carries over.")
    private boolean steps;

    @Option(
            names = "--unit-axis",
            paramLabel = "first|last",
            defaultValue = "first",
            converter = UnitAxis.Converter.class,
            description = "The dimension of output units: first (PyTorch) or last (TensorFlow, Keras); default: first.")
    private UnitAxis unitAxis;

    @Option(names = "--report", paramLabel = "R.json", description = "Also write what happened at every step.")
    private @Nullable Path report;

    @SuppressWarnings("NullAway.Init")
    ApplyCommand() {}

    @Override
    public Integer call() throws IOException {
        MethodExpression chain = Expressions.parse(expression);
        requireOutputs();
        GradientArrays arrays = GradientArrays.read(gradients, steps, unitAxis == UnitAxis.LAST);
        GradientControl control = GradientControl.of(chain.chain(), arrays.layout());
        if (weights != null) {
            arrays.readWeights(weights, control.plan().weighed());
        } else if (!control.plan().weighed().isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + chain + "' compares gradients with weights; give them with --weights W.npz,"
                            + " an array for each of " + gradients + " under the same name");
        }
        List<AppliedStep> applied = new ArrayList<>();
        RunFailedException givenUp = apply(control, arrays, applied);
        NpzFile.write(out, arrays.arrays());
        if (report != null) {
            List<Map<String, @Nullable Object>> json =
                    applied.stream().map(AppliedStep::json).toList();
            byte[] text = Json.text(Map.of("steps", json)).getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(report, file -> file.write(text));
        }
        say(applied, arrays.arrays().size());
        if (givenUp != null) {
            throw new CommandFailure(
                    "the guard gave the run up at step " + givenUp.report().step() + " ("
                            + givenUp.report().reason() + "); " + unchangedFrom(givenUp, arrays));
        }
        return Exit.DONE;
    }

    private static String unchangedFrom(RunFailedException givenUp, GradientArrays arrays) {
        return givenUp.report().step() == arrays.steps()
                ? "its gradients were written as they came"
                : "from there on the gradients were written as they came";
    }

    /** Applies step by step; gives what ended the run, or null. */
    private static @Nullable RunFailedException apply(
            GradientControl control, GradientArrays arrays, List<AppliedStep> applied) {
        for (int step = 0; step < arrays.steps(); step++) {
            try {
                applied.add(AppliedStep.of(control.apply(arrays.gradients(step), Step.of(step + 1L))));
            } catch (RunFailedException e) {
                applied.add(AppliedStep.of(e.report()));
                return e;
            }
        }
        return null;
    }

    private void requireOutputs() throws IOException {
        AtomicFile.requireWritable(out);
        requireOther("--out", out, "--weights", weights);
        if (report != null) {
            AtomicFile.requireWritable(report);
            requireOther("--report", report, "--gradients", gradients);
            requireOther("--report", report, "--weights", weights);
            requireOther("--report", report, "--out", out);
        }
    }

    private static void requireOther(String option, Path file, String otherOption, @Nullable Path other)
            throws IOException {
        if (other != null
                && (file.toAbsolutePath()
                                .normalize()
                                .equals(other.toAbsolutePath().normalize())
                        || (Files.isRegularFile(file)
                                && Files.isRegularFile(other)
                                && Files.isSameFile(file, other)))) {
            throw new IllegalArgumentException(
                    option + " and " + otherOption + " name the same file '" + file + "'; choose another");
        }
    }

    private void say(List<AppliedStep> applied, int arrays) {
        PrintWriter console = spec.commandLine().getOut();
        if (applied.size() <= STEPS_SHOWN) {
            Columns table =
                    new Columns("rlrrrl").add("step", "outcome", "norm before", "norm after", "factor", "reason");
            for (AppliedStep each : applied) {
                table.add(
                        Long.toString(each.step()),
                        each.outcome(),
                        Words.number(each.normBefore()),
                        Words.number(each.normAfter()),
                        !each.accepted() || Double.isNaN(each.factor()) ? "-" : Words.number(each.factor()),
                        each.reason());
            }
            table.lines().forEach(console::println);
        } else {
            console.println(summary(applied));
        }
        console.println("wrote " + Words.count(arrays, "array") + " to " + out
                + (report == null ? "" : " and the report to " + report));
    }

    private static String summary(List<AppliedStep> applied) {
        StringBuilder text = new StringBuilder(Words.count(applied.size(), "step") + ":");
        for (String outcome : List.of("unchanged", "changed", "waiting", "rejected")) {
            long count = applied.stream()
                    .filter(each -> each.outcome().equals(outcome))
                    .count();
            if (count > 0) {
                text.append(' ').append(count).append(' ').append(outcome).append(',');
            }
        }
        double before = applied.stream()
                .mapToDouble(AppliedStep::normBefore)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double after = applied.stream()
                .filter(AppliedStep::accepted)
                .mapToDouble(AppliedStep::normAfter)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        return text + " largest norm " + Words.number(before) + " before and " + Words.number(after) + " after";
    }
}
