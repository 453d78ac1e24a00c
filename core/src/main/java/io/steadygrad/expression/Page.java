package io.steadygrad.expression;

import io.steadygrad.spec.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the Javadoc of a method or optimizer says, read from its source, which lies in the jar beside the class: so it is
 * written once.
 *
 * @param signature name, parameters, defaults
 * @param summary the first sentences
 * @param formula the equations, several lines; empty where there are none
 * @param sections Edges, Cost, Source, Differs, ... in the order of the text
 */
public record Page(Signature signature, String summary, String formula, Map<String, String> sections) {
    private static final Pattern FORMULA = Pattern.compile("<pre>(.*?)</pre>", Pattern.DOTALL);
    private static final Pattern SECTION = Pattern.compile("<p><b>(.*?)\\.</b>(.*?)(?=<p>|\\z)", Pattern.DOTALL);

    /** The page of the record or factory behind a signature. */
    public static Page of(Signature signature) {
        String comment = comment(signature);
        Matcher formula = FORMULA.matcher(comment);
        String equations = formula.find() ? plain(formula.group(1)).strip() : "";
        String rest = formula.replaceFirst("").replaceAll("(?s)\\n@param.*", "");
        int end = rest.indexOf("<p>");
        Map<String, String> sections = new LinkedHashMap<>();
        Matcher section = SECTION.matcher(rest);
        while (section.find()) {
            sections.put(section.group(1), oneLine(section.group(2)));
        }
        return new Page(signature, oneLine(end < 0 ? rest : rest.substring(0, end)), equations, sections);
    }

    /** The Javadoc before the record's or factory's declaration, without stars; empty where the source is not in the jar. */
    private static String comment(Signature signature) {
        Class<?> owner = signature.maker().getDeclaringClass();
        Pattern declaration = signature.maker() instanceof java.lang.reflect.Method factory
                ? Pattern.compile("static \\S+ " + factory.getName() + "\\(")
                : Pattern.compile("record " + owner.getSimpleName() + "\\(");
        String source = source(owner);
        Matcher found = declaration.matcher(source);
        int at = found.find() ? found.start() : -1;
        int end = at < 0 ? -1 : source.lastIndexOf("*/", at);
        int start = end < 0 ? -1 : source.lastIndexOf("/**", end);
        return start < 0 ? "" : source.substring(start + 3, end).replaceAll("(?m)^\\s*\\* ?", "");
    }

    private static String source(Class<?> owner) {
        try (InputStream in = owner.getResourceAsStream(owner.getSimpleName() + ".java")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String oneLine(String html) {
        return plain(html).replaceAll("\\s+", " ").strip();
    }

    private static String plain(String html) {
        return html.replaceAll("\\{@(?:code|link)\\s+#?([^}]*)}", "$1")
                .replaceAll("<[a-z/][^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
