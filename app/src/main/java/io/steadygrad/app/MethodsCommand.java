package io.steadygrad.app;

import io.steadygrad.expression.Page;
import io.steadygrad.handbook.Handbook;
import io.steadygrad.spec.Names;
import java.io.PrintWriter;
import java.util.List;
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
    private static final int WIDEST_NAME = 24;

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
                    if (!page.summary().isEmpty()) {
                        wrap(out, page.summary(), 6);
                    }
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
        if (!page.summary().isEmpty()) {
            out.println();
            wrap(out, page.summary(), 2);
        }
        if (!page.formula().isEmpty()) {
            out.println();
            page.formula().lines().forEach(line -> out.println("    " + line));
        }
        if (!page.detail().isEmpty()) {
            out.println();
            wrap(out, page.detail(), 2);
        }
        parameters(out, page);
        if (!page.example().isEmpty()) {
            section(out, "Example", page.example());
        }
        Handbook.expansion(page).ifPresent(band -> wrap(out, "= " + band, 4));
        page.sections().forEach((title, text) -> section(out, title, text));
    }

    /** Two columns: what can be written, and what it means. */
    private static void parameters(PrintWriter out, Page page) {
        int width = page.parameters().stream()
                .mapToInt(parameter -> written(parameter).length())
                .filter(length -> length <= WIDEST_NAME)
                .max()
                .orElse(0);
        if (page.parameters().stream().allMatch(parameter -> parameter.meaning().isEmpty())) {
            return; // no source lies beside the class; the signature has said all that is known
        }
        out.println();
        for (Page.Parameter parameter : page.parameters()) {
            String left = written(parameter);
            String meaning = parameter.meaning() + choices(parameter);
            List<String> lines = lines(meaning, Terminal.helpWidth() - width - 4);
            out.print("  " + Terminal.OUT.bold(left));
            out.println(left.length() > width ? "" : " ".repeat(width - left.length() + 2) + lines.get(0));
            lines.stream()
                    .skip(left.length() > width ? 0 : 1)
                    .forEach(line -> out.println(" ".repeat(width + 4) + line));
        }
    }

    private static String written(Page.Parameter parameter) {
        String standard = parameter.defaultText();
        return standard == null || standard.isEmpty() ? parameter.name() : parameter.name() + "=" + standard;
    }

    private static String choices(Page.Parameter parameter) {
        if (parameter.type().contains(", ")) {
            return ": " + parameter.type();
        }
        return Handbook.names().contains(parameter.type()) ? " (steady methods " + parameter.type() + ")" : "";
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
        lines(text, Terminal.helpWidth() - indent)
                .forEach(line -> out.println((" ".repeat(indent) + line).stripTrailing()));
    }

    /** A text without its backticks, in lines of at most so many columns where its words allow; at least one line. */
    private static List<String> lines(String text, int width) {
        return Words.wrapped(text.replace("`", ""), width);
    }
}
