package io.steadygrad.app;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.formats.GradientArrays;
import io.steadygrad.formats.NdArray;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.kernel.Kernels;
import io.steadygrad.plan.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the plan of a chain for a known network, for the shapes in a file, or for one million entries. */
@Command(
        name = "explain",
        description =
                "Show what a chain of methods will do: methods in order, guard, what each must know, passes and bytes.")
final class ExplainCommand implements Callable<Integer> {
    private static final Layout MILLION = new Layout(java.util.List.of(Parameter.of("layer.weight", 1000, 1000)));

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "EXPR",
            description = "Methods joined by |, for example 'clip_by_global_norm(1)'.")
    private String expression;

    @Option(
            names = "--like",
            paramLabel = "MODEL",
            description =
                    "For the parameters of a network: resnet18, resnet34, resnet50, densenet121, or one with parameters, such as 'resnet50(classes=10, stem=small)'.")
    private @Nullable String like;

    @Option(
            names = "--gradients",
            paramLabel = "G.npz",
            description = "For the parameters in a file: their names, shapes and types.")
    private @Nullable Path gradients;

    @SuppressWarnings("NullAway.Init")
    ExplainCommand() {}

    @Override
    public Integer call() throws IOException {
        MethodExpression chain = Expressions.parse(expression);
        if (like != null && gradients != null) {
            throw new IllegalArgumentException(
                    "--like and --gradients both say which parameters are meant; give one of them");
        }
        Layout layout = MILLION;
        ToLongFunction<Parameter> bytesOf = parameter -> 4 * parameter.size();
        String what = "a matrix of 1000 x 1000 (--like or --gradients name others), float32";
        if (gradients != null) {
            GradientArrays arrays = GradientArrays.read(gradients, false, false);
            Map<String, NdArray> named = arrays.arrays();
            layout = arrays.layout();
            bytesOf = parameter ->
                    Objects.requireNonNull(named.get(parameter.name())).bytes().capacity();
            what = gradients.toString();
        } else if (like != null) {
            layout = KnownNetworks.layout(like);
            what = like + ", float32";
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Terminal.OUT.bold(chain.toString()) + " for " + what);
        out.print(Plan.compile(chain.chain(), layout).explain(chain.origins(), bytesOf));
        out.println("  kernels  " + Kernels.possible());
        out.flush();
        return Exit.DONE;
    }
}
