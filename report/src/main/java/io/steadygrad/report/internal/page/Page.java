package io.steadygrad.report.internal.page;

import io.steadygrad.report.internal.view.ReportView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
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
            "matrix",
            "curves",
            "layers",
            "control",
            "factors",
            "groups",
            "failures");

    private Page() {}

    /** The whole document. */
    public static String of(ReportView view, List<String> problems) throws IOException {
        String style = Resources.text("page.css");
        String charts = Resources.text("vendor/echarts-6.1.0.min.js");
        StringJoiner scripts = new StringJoiner("\n");
        for (String name : VIEWS) {
            scripts.add(Resources.text("views/" + name + ".js"));
        }
        scripts.add(Resources.text("page.js"));
        String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; script-src " + hash(charts) + " "
                + hash(scripts.toString()) + "; style-src " + hash(style) + "; img-src data:";
        // Each part is put where its marker stands; no part is searched for the markers of another.
        String[] pieces = Resources.text("page.html").split("@@", -1);
        StringBuilder page = new StringBuilder();
        for (String piece : pieces) {
            page.append(
                    switch (piece) {
                        case "policy" -> policy;
                        case "title" -> escaped(view.run().study());
                        case "style" -> style;
                        case "data" -> Json.of(PageData.of(view, problems));
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
