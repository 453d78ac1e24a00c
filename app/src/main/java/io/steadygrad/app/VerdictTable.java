package io.steadygrad.app;

import io.steadygrad.statistics.Quantiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run found, for a terminal: per workload and method, over all settings and seeds of the study's first block (of the
 * whole study, where it has none), how many runs reached the target and how many diverged, and the median of the target's metric,
 * a diverged run counting as worse than any value; then how methods compare, and what became of claims. Read from {@code summary.json}.
 */
final class VerdictTable {
    private VerdictTable() {}

    private record Key(String workload, String method) {}

    private static final class Row {
        private String metric = "";
        private int runs;
        private int reached;
        private int diverged;
        private final List<Double> values = new ArrayList<>();

        private void add(JsonNode cell) {
            metric = cell.path("metric").asString("");
            runs += cell.path("n").asInt(0);
            diverged += cell.path("diverged").asInt(0);
            reached += cell.path("success").path("successes").asInt(0);
            for (JsonNode run : cell.path("runs")) {
                if (run.path("value").isNumber()) {
                    values.add(run.path("value").asDouble());
                } else if (run.path("status").asString("").equals("diverged")) {
                    values.add(metric.endsWith("_loss") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
                }
            }
        }

        private String median() {
            double median = new Quantiles(
                            values.stream().mapToDouble(Double::doubleValue).toArray())
                    .median();
            return Double.isFinite(median) ? String.format(Locale.ROOT, "%.4g", median) : "-";
        }
    }

    /** The table as text without a line end at its end. */
    static String of(Path runDirectory, Terminal terminal) throws IOException {
        JsonNode summary = JsonMapper.shared().readTree(Files.readString(runDirectory.resolve("summary.json")));
        Map<Key, Row> rows = new LinkedHashMap<>();
        String block = summary.path("cells").path(0).path("blocks").path(0).asString("");
        int elsewhere = 0;
        for (JsonNode cell : summary.path("cells")) {
            if (!block.isEmpty() && !isIn(block, cell)) {
                elsewhere++;
                continue;
            }
            Key key = new Key(
                    cell.path("workload").asString(""), cell.path("method").asString(""));
            rows.computeIfAbsent(key, absent -> new Row()).add(cell);
        }
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"workload", "method", "reached target", "diverged", "median"});
        String workload = "";
        for (Map.Entry<Key, Row> entry : rows.entrySet()) {
            Row row = entry.getValue();
            boolean judged = summary.path("workloads")
                    .path(entry.getKey().workload())
                    .path("target")
                    .isObject();
            boolean first = !entry.getKey().workload().equals(workload);
            workload = entry.getKey().workload();
            lines.add(new String[] {
                first ? workload : "",
                entry.getKey().method(),
                judged ? row.reached + " of " + row.runs : "no target",
                row.diverged == 0 ? "" : row.diverged + " of " + row.runs,
                row.median() + " " + row.metric
            });
        }
        StringBuilder text = new StringBuilder(align(lines, terminal));
        if (elsewhere > 0) {
            text.append(System.lineSeparator())
                    .append("(shown: block '" + block + "'; the report shows all blocks, "
                            + Words.count(elsewhere, "setting") + " more)");
        }
        for (String line : ComparisonLines.of(summary)) {
            text.append(System.lineSeparator()).append(line);
        }
        for (String edge : edges(summary)) {
            text.append(System.lineSeparator()).append(edge);
        }
        JsonNode acceptance = summary.path("acceptance");
        if (!acceptance.isEmpty()) {
            long met = acceptance
                    .valueStream()
                    .filter(each -> each.path("met").asBoolean(false))
                    .count();
            text.append(System.lineSeparator())
                    .append(met + " of " + Words.count(acceptance.size(), "acceptance") + " met");
        }
        for (JsonNode claim : summary.path("claims")) {
            String verdict = claim.path("verdict").asString("unknown");
            text.append(System.lineSeparator())
                    .append(coloured(String.format(Locale.ROOT, "%-9s", verdict), verdict, terminal))
                    .append("  ")
                    .append(claim.path("says").asString(""));
        }
        return text.toString();
    }

    /** A best value at the end of what was searched says that the best one may lie beyond. */
    private static List<String> edges(JsonNode summary) {
        Map<String, Integer> searches = new LinkedHashMap<>();
        for (JsonNode search : summary.path("search")) {
            for (JsonNode parameter : search.path("atEdge")) {
                searches.merge(parameter.asString(""), 1, Integer::sum);
            }
        }
        int all = summary.path("search").size();
        return searches.entrySet().stream()
                .map(each -> "the best " + each.getKey() + " lies at the end of what was searched in " + each.getValue()
                        + " of " + all + (all == 1 ? " search" : " searches") + ": better ones may lie beyond")
                .toList();
    }

    private static boolean isIn(String block, JsonNode cell) {
        for (JsonNode name : cell.path("blocks")) {
            if (name.asString("").equals(block)) {
                return true;
            }
        }
        return false;
    }

    private static String coloured(String text, String verdict, Terminal terminal) {
        return switch (verdict) {
            case "supported" -> terminal.green(text);
            case "refuted" -> terminal.red(text);
            default -> terminal.yellow(text);
        };
    }

    private static String align(List<String[]> lines, Terminal terminal) {
        int[] widths = new int[lines.get(0).length];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        List<String> texts = new ArrayList<>();
        for (String[] line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.length; i++) {
                text.append(String.format(Locale.ROOT, "%-" + widths[i] + "s  ", line[i]));
            }
            texts.add(text.toString().stripTrailing());
        }
        texts.set(0, terminal.bold(texts.get(0)));
        return String.join(System.lineSeparator(), texts);
    }
}
