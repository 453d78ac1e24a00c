package io.steadygrad.app;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.Page;
import io.steadygrad.optimizer.OptimizerCatalog;
import io.steadygrad.spec.Names;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the catalogue of methods and optimizers, or the page of one: what its Javadoc says. */
@Command(
        name = "methods",
        description = "List the gradient methods and optimizers, or show one: formula, defaults, edge cases, source.")
final class MethodsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "A method or an optimizer.")
    private @Nullable String name;

    @SuppressWarnings("NullAway.Init")
    MethodsCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Set<String> methods = MethodCatalog.methods().names();
        Set<String> optimizers = OptimizerCatalog.optimizers().names();
        if (name == null) {
            out.println(Terminal.OUT.bold("Gradient methods") + ", joined by |, each sees what the one before leaves");
            methods.forEach(method -> list(out, MethodCatalog.page(method)));
            out.println();
            out.println(Terminal.OUT.bold("Optimizers"));
            optimizers.forEach(optimizer -> list(out, OptimizerCatalog.page(optimizer)));
            out.println();
            out.println("steady methods NAME shows one: formula, defaults, edge cases, source");
            return Exit.DONE;
        }
        if (methods.contains(name)) {
            show(out, MethodCatalog.page(name));
        } else if (optimizers.contains(name)) {
            show(out, OptimizerCatalog.page(name));
        } else {
            List<String> all = new ArrayList<>(methods);
            all.addAll(optimizers);
            throw new IllegalArgumentException("there is no method or optimizer '" + name + "'"
                    + Names.suggestion(name, all) + "; 'steady methods' lists them");
        }
        return Exit.DONE;
    }

    private static void list(PrintWriter out, Page page) {
        out.println("  " + page.signature());
        wrap(out, page.summary(), 6);
    }

    private static void show(PrintWriter out, Page page) {
        out.println(Terminal.OUT.bold(page.signature().toString()));
        out.println();
        wrap(out, page.summary(), 2);
        if (!page.formula().isEmpty()) {
            out.println();
            page.formula().lines().forEach(line -> out.println("    " + line));
        }
        page.sections().forEach((title, text) -> {
            out.println();
            out.println("  " + Terminal.OUT.bold(title));
            wrap(out, text, 4);
        });
    }

    private static void wrap(PrintWriter out, String text, int indent) {
        int width = Terminal.helpWidth();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && indent + line.length() + 1 + word.length() > width) {
                out.println(" ".repeat(indent) + line);
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        if (line.length() > 0) {
            out.println(" ".repeat(indent) + line);
        }
    }
}
