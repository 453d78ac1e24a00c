import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what the studies of published truths measured into docs/truths.md, between its lines {@code <!-- NAME -->} and {@code <!-- end -->}:
 * {@code java -cp 'app/target/steady/lib/*' studies/truths/WritePage.java runs/truths docs/truths.md}. A study that has not run keeps its lines.
 */
class WritePage {
    private static final Pattern PART = Pattern.compile("(?s)<!-- ([a-z0-9-]+) -->\n.*?<!-- end -->");

    public static void main(String[] arguments) throws IOException {
        Path runs = Path.of(arguments[0]);
        Path page = Path.of(arguments[1]);
        Matcher part = PART.matcher(Files.readString(page));
        StringBuilder text = new StringBuilder();
        while (part.find()) {
            Path summary = runs.resolve(part.group(1)).resolve("summary.json");
            String results = Files.exists(summary)
                    ? "<!-- " + part.group(1) + " -->\n" + results(JsonMapper.shared().readTree(Files.readString(summary)))
                            + "<!-- end -->"
                    : part.group();
            part.appendReplacement(text, Matcher.quoteReplacement(results));
        }
        part.appendTail(text);
        Files.writeString(page, text);
    }

    private static String results(JsonNode summary) {
        double seconds = 0;
        for (JsonNode trial : summary.get("trials")) {
            seconds += trial.path("seconds").asDouble(0);
        }
        StringBuilder text = new StringBuilder("| published or expected | measured | holds |\n|---|---|---|\n");
        for (JsonNode one : summary.get("acceptance")) {
            text.append("| ").append(cell(one.path("says").asString("")));
            text.append(" | ").append(cell(one.get("evidence").asString()));
            boolean open = one.get("evidence").asString().contains(": no run ");
            text.append(" | ").append(one.get("met").asBoolean() ? "yes" : open ? "no result yet" : "**no**").append(" |\n");
        }
        JsonNode machine = summary.get("environment");
        text.append(String.format(
                Locale.ROOT,
                "%n%d trials, %.0f s of training in all; %s, %s, Java %s, %s processors of %s.%n",
                summary.get("trials").size(),
                seconds,
                machine.path("engine").asString(),
                machine.path("os").asString(),
                machine.path("java").asString(),
                machine.path("processors").asString(),
                machine.path("architecture").asString()));
        return text.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
