package io.steadygrad.expression;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment in the fixed shape of this house, read from the source, which lies in the jar beside the class. Code stands
 * between backticks; nothing else is marked up. All parts are empty where the source is not in the jar.
 *
 * @param summary what comes before the first paragraph mark
 * @param detail paragraphs without a title
 * @param formula the equations, several lines; empty where there are none
 * @param sections Edges, Cost, Source, Differs, ... in the order of the text
 * @param parameters what each {@code @param} says, by its name in Java
 */
record Javadoc(
        String summary, String detail, String formula, Map<String, String> sections, Map<String, String> parameters) {
    private static final Pattern FORMULA = Pattern.compile("<pre>(.*?)</pre>", Pattern.DOTALL);
    private static final Pattern PARAGRAPH = Pattern.compile("<p>(?:<b>(.*?)\\.</b>)?(.*?)(?=<p>|\\z)", Pattern.DOTALL);
    private static final Pattern PARAMETER =
            Pattern.compile("^@param (\\w+) (.*?)(?=^@|\\z)", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CONSTANT =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*([A-Z][A-Z0-9_]*)[,;\\s]", Pattern.DOTALL);

    /** The comment on a record's or a factory's declaration. */
    static Javadoc of(Executable maker) {
        return maker instanceof Method factory
                ? of(maker.getDeclaringClass(), "static \\S+ " + factory.getName() + "\\(")
                : of(maker.getDeclaringClass());
    }

    /** The comment on a type. */
    static Javadoc of(Class<?> type) {
        return of(type, "(?:class|record|interface|enum) " + type.getSimpleName() + "\\b");
    }

    private static Javadoc of(Class<?> owner, String declaration) {
        String source = source(owner);
        Matcher found = Pattern.compile("(?m)^(?! *\\*).*" + declaration).matcher(source);
        int at = found.find() ? found.start() : -1;
        int end = at < 0 ? -1 : source.lastIndexOf("*/", at);
        int start = end < 0 ? -1 : source.lastIndexOf("/**", end);
        return parse(start < 0 ? "" : source.substring(start + 3, end));
    }

    /** The summaries of an enum's constants, by their names in Java. */
    static Map<String, String> constants(Class<?> type) {
        Map<String, String> meanings = new LinkedHashMap<>();
        Matcher constant = CONSTANT.matcher(source(type));
        while (constant.find()) {
            meanings.put(constant.group(2), parse(constant.group(1)).summary());
        }
        return meanings;
    }

    private static Javadoc parse(String starred) {
        String comment = starred.replaceAll("(?m)^\\s*\\* ?", "");
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher parameter = PARAMETER.matcher(comment);
        while (parameter.find()) {
            parameters.put(parameter.group(1), oneLine(parameter.group(2)));
        }
        String body = comment.replaceAll("(?s)\\n@\\w+ .*", "");
        Matcher formula = FORMULA.matcher(body);
        String equations = formula.find() ? plain(formula.group(1)).strip() : "";
        String rest = formula.replaceFirst("");
        int end = rest.indexOf("<p>");
        StringBuilder detail = new StringBuilder();
        Map<String, String> sections = new LinkedHashMap<>();
        Matcher paragraph = PARAGRAPH.matcher(rest);
        while (paragraph.find()) {
            String text = oneLine(paragraph.group(2));
            if (paragraph.group(1) != null) {
                sections.put(paragraph.group(1), text);
            } else if (!text.isEmpty()) {
                detail.append(detail.isEmpty() ? "" : " ").append(text);
            }
        }
        return new Javadoc(
                oneLine(end < 0 ? rest : rest.substring(0, end)), detail.toString(), equations, sections, parameters);
    }

    private static String source(Class<?> type) {
        Class<?> file = type;
        while (file.getEnclosingClass() != null) {
            file = file.getEnclosingClass();
        }
        try (InputStream in = file.getResourceAsStream(file.getSimpleName() + ".java")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String oneLine(String html) {
        return plain(html).replaceAll("\\s+", " ").strip();
    }

    private static String plain(String html) {
        return html.replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
                .replaceAll("\\{@link(?:plain)?\\s+#?([^}\\s]*)\\s*([^}]*)}", "$1")
                .replaceAll("</?[a-z]+>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
