package io.steadygrad.app;

import io.steadygrad.expression.Page;
import io.steadygrad.handbook.Handbook;
import io.steadygrad.spec.Names;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the catalogue of methods and optimizers, or the page of one: what its Javadoc says. */
@Command(
        name = "methods",
        description =
                "List the gradient methods and optimizers, or show one: formula, defaults, parameters, edge cases, source.")
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
        String wanted = name;
        if (wanted == null) {
            Handbook.chapters().forEach((title, pages) -> {
                out.println(Terminal.OUT.bold(title));
                pages.forEach(page -> {
                    hang(out, page.heading(), 2);
                    wrap(out, page.summary(), 6);
                });
                out.println();
            });
            out.println("steady methods NAME shows one: formula, parameters, edge cases, cost, source");
            return Exit.DONE;
        }
        show(
                out,
                Handbook.page(wanted)
                        .orElseThrow(() -> new IllegalArgumentException("there is no method or optimizer '" + wanted
                                + "'" + Names.suggestion(wanted, Handbook.names()) + "; 'steady methods' lists them")));
        return Exit.DONE;
    }

    private static void show(PrintWriter out, Page page) {
        hang(out, page.heading(), 0);
        out.println();
        wrap(out, page.summary(), 2);
        if (!page.formula().isEmpty()) {
            out.println();
            page.formula().lines().forEach(line -> out.println("    " + line));
        }
        if (!page.detail().isEmpty()) {
            out.println();
            wrap(out, page.detail(), 2);
        }
        page.parameters().forEach(parameter -> {
            out.println();
            out.println("  " + Terminal.OUT.bold(parameter.name()) + describe(parameter));
            wrap(out, parameter.meaning(), 4);
        });
        if (!page.example().isEmpty()) {
            section(out, "Example", page.example());
        }
        Handbook.expansion(page).ifPresent(band -> wrap(out, "= " + band, 4));
        page.sections().forEach((title, text) -> section(out, title, text));
    }

    private static String describe(Page.Parameter parameter) {
        if (parameter.type().isEmpty()) {
            return "";
        }
        String standard = parameter.defaultText();
        return "  " + parameter.type()
                + (standard == null ? ", required" : standard.isEmpty() ? "" : ", default " + standard);
    }

    private static void section(PrintWriter out, String title, String text) {
        out.println();
        out.println("  " + Terminal.OUT.bold(title));
        wrap(out, text, 4);
    }

    /** A signature, continued further in where it is longer than a line. */
    private static void hang(PrintWriter out, String heading, int indent) {
        int width = Terminal.helpWidth() - indent;
        String rest = heading;
        String before = " ".repeat(indent);
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            if (space <= 0) {
                break;
            }
            out.println(before + Terminal.OUT.bold(rest.substring(0, space)));
            rest = rest.substring(space + 1);
            if (before.length() == indent) {
                before += "    ";
                width -= 4;
            }
        }
        out.println(before + Terminal.OUT.bold(rest));
    }

    private static void wrap(PrintWriter out, String text, int indent) {
        int width = Terminal.helpWidth();
        StringBuilder line = new StringBuilder();
        for (String word : text.replace("`", "").strip().split("\\s+")) {
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
