package io.steadygrad.handbook;

import io.steadygrad.expression.Page;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The handbook as a folder of Markdown files: an index and one file per page. */
final class Markdown {
    private static final Pattern CODE = Pattern.compile("`[^`]*`");

    private final Map<String, List<Page>> chapters;
    private final Set<String> names;

    Markdown(Map<String, List<Page>> chapters) {
        this.chapters = chapters;
        this.names = chapters.values().stream()
                .flatMap(List::stream)
                .map(Page::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The text of each file, by its name. */
    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        files.put("README.md", index());
        chapters.forEach((title, pages) -> pages.forEach(page -> files.put(page.name() + ".md", file(title, page))));
        return files;
    }

    private String index() {
        StringBuilder text = new StringBuilder("""
                <!-- Made by `make docs` from the Javadoc of the records; what stands here is written there. -->
                # Methods, optimizers, schedules

                What is done to gradients, and what steps with them. An expression joins methods with `|`; each sees what the one before it leaves.
                `steady methods` prints this list, `steady methods NAME` a page.
                """);
        chapters.forEach((title, pages) -> {
            text.append("\n## ").append(title).append("\n\n| name | |\n|---|---|\n");
            pages.forEach(page -> text.append("| [")
                    .append(page.name())
                    .append("](")
                    .append(page.name())
                    .append(".md) | ")
                    .append(cell(firstSentence(page.summary()), page))
                    .append(" |\n"));
        });
        return text.toString();
    }

    private String file(String chapter, Page page) {
        StringBuilder text = new StringBuilder();
        text.append("<!-- Made by `make docs` from the Javadoc of ")
                .append(page.origin().getName().replace('$', '.'))
                .append("; what stands here is written there. -->\n");
        text.append("# ")
                .append(page.name())
                .append("\n\n")
                .append(prose(page.summary(), page))
                .append('\n');
        if (!page.heading().equals(page.name())) {
            text.append("\n```\n").append(page.heading()).append("\n```\n");
        }
        if (!page.formula().isEmpty()) {
            text.append("\n```text\n").append(page.formula()).append("\n```\n");
        }
        if (!page.detail().isEmpty()) {
            text.append('\n').append(prose(page.detail(), page)).append('\n');
        }
        parameters(text, page);
        example(text, chapter, page);
        page.sections()
                .forEach((title, section) -> text.append("\n**")
                        .append(title)
                        .append(".** ")
                        .append(prose(section, page))
                        .append('\n'));
        text.append("\n[All methods](README.md)\n");
        return text.toString();
    }

    private void parameters(StringBuilder text, Page page) {
        if (page.parameters().isEmpty()) {
            return;
        }
        if (page.parameters().stream().allMatch(parameter -> parameter.type().isEmpty())) {
            text.append("\n| name | means |\n|---|---|\n");
            page.parameters()
                    .forEach(word -> text.append("| `")
                            .append(word.name())
                            .append("` | ")
                            .append(cell(word.meaning(), page))
                            .append(" |\n"));
            return;
        }
        text.append("\n| parameter | takes | default | means |\n|---|---|---|---|\n");
        for (Page.Parameter parameter : page.parameters()) {
            String type = parameter.type();
            String standard = parameter.defaultText();
            text.append("| `")
                    .append(parameter.name())
                    .append("` | ")
                    .append(names.contains(type) ? "[" + type + "](" + type + ".md)" : type)
                    .append(" | ")
                    .append(standard == null ? "required" : standard.isEmpty() ? "none" : "`" + standard + "`")
                    .append(" | ")
                    .append(cell(parameter.meaning(), page))
                    .append(" |\n");
        }
    }

    private static void example(StringBuilder text, String chapter, Page page) {
        if (page.example().isEmpty()) {
            return;
        }
        text.append("\nIn a study file:\n\n```yaml\n")
                .append(chapter.equals(Handbook.OPTIMIZERS) ? "optimizer: " : "methods:\n  tamed: ")
                .append(page.example())
                .append("\n```\n");
        Handbook.expansion(page)
                .ifPresent(band ->
                        text.append("\nThis is another name for `").append(band).append("`.\n"));
    }

    private static String firstSentence(String summary) {
        int end = summary.indexOf(". ");
        return end < 0 ? summary : summary.substring(0, end + 1);
    }

    private String cell(String text, Page page) {
        return prose(text, page).replace("|", "\\|");
    }

    /**
     * Text of a page: code that is the name of another page becomes a link, other code stays; elsewhere what Markdown would
     * read as markup is escaped.
     */
    private String prose(String text, Page page) {
        StringBuilder escaped = new StringBuilder();
        Matcher code = CODE.matcher(text);
        int from = 0;
        while (code.find()) {
            String word = code.group().replace("`", "");
            escaped.append(escape(text.substring(from, code.start())))
                    .append(isElsewhere(word, page) ? "[`" + word + "`](" + word + ".md)" : code.group());
            from = code.end();
        }
        return escaped.append(escape(text.substring(from))).toString();
    }

    private boolean isElsewhere(String word, Page page) {
        return names.contains(word)
                && !word.equals(page.name())
                && page.parameters().stream()
                        .noneMatch(parameter -> parameter.name().equals(word));
    }

    private static String escape(String text) {
        return text.replaceAll("([*<\\[]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))", "\\\\$1");
    }
}
