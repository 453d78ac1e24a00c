package io.steadygrad.report.internal.page;

import io.steadygrad.report.card.Card;
import io.steadygrad.report.card.Cards;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.view.ReportView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Puts the page together: one HTML file with everything inside.
 *
 * <p>Nothing that a study's author wrote becomes markup: such text exists only inside the JSON element, where {@link Json} leaves no
 * {@code <}, and the scripts put it into the document as text nodes. The content security policy names each script and style
 * by its hash and allows no request at all.
 */
public final class Page {

    /** The view modules, in the order in which they build on each other; the dashboard serves the same files. */
    static final List<String> VIEWS = List.of(
            "base",
            "theme",
            "format",
            "strip",
            "twins",
            "versus",
            "matrix",
            "curves",
            "layers",
            "control",
            "factors",
            "range",
            "parallel",
            "groups",
            "failures");

    private Page() {}

    /**
     * The report of one run.
     *
     * @param pictures of those cards that have one
     */
    public static String of(ReportView view, Cards cards, Map<Card, Drawing> pictures, List<String> problems)
            throws IOException {
        List<String> scripts = new ArrayList<>();
        VIEWS.forEach(name -> scripts.add("views/" + name + ".js"));
        scripts.add("comparisons.js");
        scripts.add("cards.js");
        scripts.add("page.js");
        return document(
                view.run().study(),
                PageData.of(view, Clinic.of(cards, pictures), problems),
                Resources.text("vendor/echarts-6.1.0.min.js"),
                scripts);
    }

    /** Two runs beside each other; its pictures need no library. */
    public static String ofTwoRuns(String title, Object data) throws IOException {
        return document(
                title,
                data,
                "",
                List.of("views/base.js", "views/theme.js", "views/format.js", "views/twins.js", "two.js"));
    }

    private static String document(String title, Object data, String charts, List<String> files) throws IOException {
        String style = Resources.text("page.css");
        StringJoiner scripts = new StringJoiner("\n");
        for (String file : files) {
            scripts.add(Resources.text(file));
        }
        String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; script-src " + hash(charts) + " "
                + hash(scripts.toString()) + "; style-src " + hash(style) + "; img-src data:";
        // Each part is put where its marker stands; no part is searched for the markers of another.
        String[] pieces = Resources.text("page.html").split("@@", -1);
        StringBuilder page = new StringBuilder();
        for (String piece : pieces) {
            page.append(
                    switch (piece) {
                        case "policy" -> policy;
                        case "title" -> escaped(title);
                        case "style" -> style;
                        case "data" -> Json.of(data);
                        case "charts" -> charts;
                        case "scripts" -> scripts;
                        default -> piece;
                    });
        }
        return page.toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String hash(String inline) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
