import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Health;
import io.steadygrad.rival.Alarm;
import io.steadygrad.rival.Rival;
import io.steadygrad.statistics.SuccessRate;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges the diagnosis by the studies of sick and healthy runs, beside other people's rules, and writes the table into docs/health.md:
 * {@code java -cp 'app/target/steady/lib/*' studies/health/Table.java studies/health runs/health docs/health.md}. Every run is diagnosed again
 * from its recorded trace, so that nothing is trained twice. The truth is the outcome's: a run of a sick workload that meets its target after
 * all, or one of a healthy workload that misses it, is counted apart.
 */
class Table {
    private static final List<String> STUDIES = List.of("sick", "healthy", "held-out-sick", "held-out-healthy");
    private static final Pattern PART = Pattern.compile("(?s)<!-- ([a-z-]+) -->\n.*?<!-- end -->");

    /** What truths.csv says of a workload. */
    record Truth(List<String> classes, String layer, long step, String repairable, String family, boolean heldOut) {
        boolean sick() {
            return !classes.contains("healthy");
        }
    }

    /** One trained run, what our diagnosis and each rival say of it, and the same run with repair, if there is one. */
    record Run(
            String workload,
            Truth truth,
            boolean reached,
            long budget,
            List<Diagnosis> verdicts,
            Map<String, Optional<Alarm>> alarms,
            JsonNode plain,
            JsonNode repaired,
            boolean unchanged) {
        boolean sick() {
            return truth.sick() && !reached;
        }

        boolean healthy() {
            return !truth.sick() && reached;
        }

        Optional<Alarm> ours() {
            return verdicts.stream().findFirst().map(d -> new Alarm(d.symptom(), d.step(), d.layer()));
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path studies = Path.of(arguments[0]);
        Path runs = Path.of(arguments[1]);
        List<Run> all = read(truths(studies.resolve("truths.csv")), runs);
        String table = table(all);
        String workloads = workloads(all);
        System.out.println(table + "\n" + workloads);
        if (arguments.length > 2) {
            write(Path.of(arguments[2]), Map.of("table", table, "workloads", workloads));
        }
    }

    private static Map<String, Truth> truths(Path file) throws IOException {
        Map<String, Truth> truths = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
            String[] cell = line.split(",", -1);
            truths.put(
                    cell[0],
                    new Truth(
                            List.of(cell[1].split("\\|")),
                            cell[2],
                            cell[3].isEmpty() ? 0 : Long.parseLong(cell[3]),
                            cell[4],
                            cell[5],
                            cell[6].equals("held-out")));
        }
        return truths;
    }

    private static List<Run> read(Map<String, Truth> truths, Path runs) throws IOException {
        List<Run> all = new ArrayList<>();
        for (String study : STUDIES) {
            Path repairedDirectory = runs.resolve("repaired").resolve(study);
            Map<String, JsonNode> repaired = trials(repairedDirectory);
            Path directory = runs.resolve(study);
            for (Map.Entry<String, JsonNode> each : trials(directory).entrySet()) {
                JsonNode trial = each.getValue();
                String workload = trial.get("workload").asString();
                if (trial.path("trace").asString("").isEmpty() || !truths.containsKey(workload)) {
                    continue;
                }
                Trace trace = TraceFile.read(directory.resolve(trial.get("trace").asString()));
                Map<String, Optional<Alarm>> alarms = new LinkedHashMap<>();
                Rival.all().forEach(rival -> alarms.put(rival.name(), rival.judge(trace)));
                JsonNode other = repaired.get(each.getKey());
                all.add(new Run(
                        workload,
                        truths.get(workload),
                        trial.get("reachedTarget").asBoolean(),
                        trial.get("budgetSteps").asLong(),
                        Health.diagnose(trace).stream().filter(Diagnosis::isVerdict).toList(),
                        alarms,
                        trial,
                        other,
                        other != null && unchanged(trial, trace, other, repairedDirectory)));
            }
        }
        return all;
    }

    /** The trials of a run directory by workload and seed; none where it has not run. */
    private static Map<String, JsonNode> trials(Path directory) throws IOException {
        Map<String, JsonNode> trials = new LinkedHashMap<>();
        Path summary = directory.resolve("summary.json");
        if (Files.exists(summary)) {
            for (JsonNode trial : JsonMapper.shared().readTree(Files.readString(summary)).get("trials")) {
                trials.put(trial.get("workload").asString() + " " + trial.get("seed").asLong(), trial);
            }
        }
        return trials;
    }

    /** Whether a run with repair was not touched and has the same bits as without: metrics, and every step's loss and norm. */
    private static boolean unchanged(JsonNode plain, Trace trace, JsonNode repaired, Path directory) throws IOException {
        if (!repaired.path("repairs").isEmpty() || !plain.get("metrics").equals(repaired.get("metrics"))) {
            return false;
        }
        Trace.Steps other = TraceFile.read(directory.resolve(repaired.get("trace").asString())).steps();
        return Arrays.equals(trace.steps().loss(), other.loss())
                && Arrays.equals(trace.steps().normBefore(), other.normBefore());
    }

    private static String table(List<Run> all) {
        StringBuilder text = new StringBuilder();
        for (boolean heldOut : new boolean[] {false, true}) {
            List<Run> part = all.stream().filter(run -> run.truth().heldOut() == heldOut).toList();
            List<Run> sick = part.stream().filter(Run::sick).toList();
            List<Run> healthy = part.stream().filter(Run::healthy).toList();
            long apart = part.size() - sick.size() - healthy.size();
            text.append(heldOut ? "\n**Held out**" : "**Tuned on**");
            text.append(String.format(
                    Locale.ROOT,
                    ": %d sick runs of %d workloads, %d healthy runs of %d; %d more did not turn out as their workload says.%n%n",
                    sick.size(),
                    workloadsOf(sick),
                    healthy.size(),
                    workloadsOf(healthy),
                    apart));
            text.append("| rules | detected | right class | first bad layer | false alarms |\n|---|---|---|---|---|\n");
            row(text, "**SteadyGrad**", sick, healthy, Run::ours);
            for (Rival rival : Rival.all()) {
                row(text, rival.name(), sick, healthy, run -> run.alarms().get(rival.name()));
            }
            text.append('\n').append(repair(part, sick, healthy));
        }
        List<Run> repaired = all.stream().filter(run -> run.repaired() != null).toList();
        text.append(String.format(
                Locale.ROOT,
                "%n%d runs without and %d with `--repair`, %.0f s and %.0f s of training.%n",
                all.size(),
                repaired.size(),
                all.stream().mapToDouble(run -> run.plain().path("seconds").asDouble(0)).sum(),
                repaired.stream().mapToDouble(run -> run.repaired().path("seconds").asDouble(0)).sum()));
        return text.toString();
    }

    private static void row(
            StringBuilder text, String name, List<Run> sick, List<Run> healthy, Function<Run, Optional<Alarm>> judge) {
        List<Run> located = sick.stream().filter(run -> !run.truth().layer().isEmpty()).toList();
        text.append("| ").append(name);
        text.append(" | ").append(share(sick, run -> judge.apply(run).isPresent()));
        text.append(" | ").append(share(sick, run -> judge.apply(run)
                .map(alarm -> alarm.symptom() != null
                        && run.truth().classes().contains(alarm.symptom().toString()))
                .orElse(false)));
        text.append(" | ").append(share(located, run -> judge.apply(run)
                .map(alarm -> run.truth().layer().equals(alarm.layer()))
                .orElse(false)));
        text.append(" | ").append(share(healthy, run -> judge.apply(run).isPresent()));
        text.append(" |\n");
    }

    private static String repair(List<Run> part, List<Run> sick, List<Run> healthy) {
        List<Run> injected = sick.stream().filter(run -> run.truth().step() > 0).toList();
        StringBuilder text = new StringBuilder("| of our runs | share |\n|---|---|\n");
        line(text, "detected within 10 % of the run after the fault", share(injected, run -> run.ours()
                .map(alarm -> Math.abs(alarm.step() - run.truth().step()) <= 0.1 * run.budget())
                .orElse(false)));
        List<Run> tried = sick.stream().filter(run -> run.repaired() != null).toList();
        line(text, "rescued, of repairable sick runs", share(
                tried.stream().filter(run -> run.truth().repairable().equals("yes")).toList(), Table::rescued));
        line(text, "rescued, of runs whose budget is too short for any cure we know", share(
                tried.stream().filter(run -> run.truth().repairable().equals("no")).toList(), Table::rescued));
        line(text, "bit-identical with and without `--repair`, of healthy runs", share(
                healthy.stream().filter(run -> run.repaired() != null).toList(), Run::unchanged));
        line(text, "spoilt by `--repair`, of runs that met their target without", share(
                part.stream().filter(run -> run.reached() && run.repaired() != null).toList(), run -> !rescued(run)));
        return text.toString();
    }

    private static boolean rescued(Run run) {
        return run.repaired().get("reachedTarget").asBoolean();
    }

    private static void line(StringBuilder text, String name, String share) {
        text.append("| ").append(name).append(" | ").append(share).append(" |\n");
    }

    /** Per workload: how many of its runs were what it says, what was said of them, how many were rescued. */
    private static String workloads(List<Run> all) {
        Map<String, List<Run>> by = new LinkedHashMap<>();
        all.forEach(run -> by.computeIfAbsent(run.workload(), key -> new ArrayList<>()).add(run));
        StringBuilder text = new StringBuilder(
                "| workload | truth | runs | missed target | verdicts | layer | rescued |\n|---|---|---|---|---|---|---|\n");
        for (Map.Entry<String, List<Run>> each : by.entrySet()) {
            List<Run> runs = each.getValue();
            Truth truth = runs.get(0).truth();
            Map<String, Integer> said = new LinkedHashMap<>();
            for (Run run : runs) {
                said.merge(run.ours().map(alarm -> alarm.symptom().toString()).orElse("none"), 1, Integer::sum);
            }
            List<String> words = said.entrySet().stream()
                    .map(word -> word.getKey() + (said.size() > 1 ? " " + word.getValue() : ""))
                    .toList();
            List<Run> located = truth.layer().isEmpty() ? List.of() : runs.stream().filter(Run::sick).toList();
            List<Run> tried = truth.sick()
                    ? runs.stream().filter(run -> run.sick() && run.repaired() != null).toList()
                    : List.of();
            text.append("| ").append(each.getKey());
            text.append(" | ").append(String.join(" or ", truth.classes()));
            text.append(" | ").append(runs.size());
            text.append(" | ").append(runs.stream().filter(run -> !run.reached()).count());
            text.append(" | ").append(String.join(", ", words));
            text.append(" | ").append(count(located, run -> run.ours()
                    .map(alarm -> truth.layer().equals(alarm.layer()))
                    .orElse(false)));
            text.append(" | ").append(truth.repairable().equals("structural") ? "structural" : count(tried, Table::rescued));
            text.append(" |\n");
        }
        return text.toString();
    }

    private static long workloadsOf(List<Run> runs) {
        return runs.stream().map(Run::workload).distinct().count();
    }

    private static String count(List<Run> runs, Predicate<Run> holds) {
        return runs.isEmpty() ? "" : runs.stream().filter(holds).count() + " of " + runs.size();
    }

    /** 95 % (91-97, n = 180): with Wilson's 95 % interval. */
    private static String share(List<Run> runs, Predicate<Run> holds) {
        if (runs.isEmpty()) {
            return "no runs";
        }
        SuccessRate rate = new SuccessRate((int) runs.stream().filter(holds).count(), runs.size());
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.0f-%.0f, n = %d)",
                100 * rate.rate(),
                100 * rate.interval().low(),
                100 * rate.interval().high(),
                rate.n());
    }

    private static void write(Path page, Map<String, String> parts) throws IOException {
        Matcher part = PART.matcher(Files.readString(page));
        StringBuilder text = new StringBuilder();
        while (part.find()) {
            String written = parts.get(part.group(1));
            String kept = written == null ? part.group() : "<!-- " + part.group(1) + " -->\n" + written + "<!-- end -->";
            part.appendReplacement(text, Matcher.quoteReplacement(kept));
        }
        part.appendTail(text);
        Files.writeString(page, text);
    }
}
