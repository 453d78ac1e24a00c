package io.steadygrad.report.card;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Repair;
import io.steadygrad.health.Symptom;
import io.steadygrad.report.internal.view.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Runs of one configuration that have the same first verdict.
 *
 * @param of how many runs of that configuration came to an end
 * @param sick by seed, at least one
 */
public record Card(Symptom symptom, int of, List<SickRun> sick) {
    public Card {
        sick = List.copyOf(sick);
    }

    /** The run whose numbers the card tells: of the surest third the one with the median step. */
    public SickRun shown() {
        List<SickRun> sure = sick.stream()
                .sorted(Comparator.comparingDouble(
                                (SickRun run) -> -run.diagnosis().confidence())
                        .thenComparingLong(SickRun::seed))
                .limit(Math.max(1, (sick.size() + 2) / 3))
                .sorted(Comparator.comparingLong(
                                (SickRun run) -> run.diagnosis().step())
                        .thenComparingLong(SickRun::seed))
                .toList();
        return sure.get((sure.size() - 1) / 2);
    }

    /** {@code dead units in 3 of 10 runs}. */
    public String head() {
        return words(symptom) + " in " + sick.size() + " of " + Words.count(of, "run");
    }

    /** {@code hidden.0, from step 40}: the layer that most of the runs name, and the earliest step; only the step without a layer. */
    public String place() {
        Map<String, Integer> layers = new LinkedHashMap<>();
        sick.forEach(run -> {
            if (run.diagnosis().layer() != null) {
                layers.merge(Objects.requireNonNull(run.diagnosis().layer()), 1, Integer::sum);
            }
        });
        String layer = layers.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        long step = sick.stream().mapToLong(run -> run.diagnosis().step()).min().orElse(0);
        return (layer.isEmpty() ? "" : layer + ", ") + (step == 0 ? "before the first step" : "from step " + step);
    }

    /** {@code seeds 0, 3 and 7}. */
    public String seeds() {
        List<String> seeds = sick.stream().map(run -> Long.toString(run.seed())).toList();
        return (seeds.size() == 1 ? "seed " : "seeds ") + Words.list(seeds, 12);
    }

    /** The layers that the runs name, with how many do, where they do not agree; else empty. */
    public String disagreement() {
        Map<String, Integer> layers = new TreeMap<>();
        sick.forEach(run -> layers.merge(
                run.diagnosis().layer() == null
                        ? "none"
                        : Objects.requireNonNull(run.diagnosis().layer()),
                1,
                Integer::sum));
        return layers.size() < 2
                ? ""
                : Words.list(
                        layers.entrySet().stream()
                                .map(entry -> entry.getKey() + " in " + entry.getValue())
                                .toList(),
                        6);
    }

    /** From the first cause to the last consequence, {@code saturation (hidden.2, step 3)}; empty where it is alone. */
    public List<String> chain() {
        List<Diagnosis.Link> links = shown().diagnosis().chain();
        return links.size() < 2
                ? List.of()
                : links.stream()
                        .map(link -> words(link.symptom()) + " (" + (link.layer() == null ? "" : link.layer() + ", ")
                                + "step " + link.step() + ")")
                        .toList();
    }

    /** Each number that was decisive, by its name in words: {@code first to largest gradient}. */
    public Map<String, Double> evidence() {
        Map<String, Double> evidence = new LinkedHashMap<>();
        shown().diagnosis()
                .evidence()
                .forEach((name, value) -> evidence.put(
                        name.replaceAll("([a-z])([A-Z])", "$1 $2")
                                .replace('_', ' ')
                                .toLowerCase(Locale.ROOT),
                        value));
        return evidence;
    }

    /** What was tried on the shown run, a sentence each; empty where nothing was. */
    public List<String> treatment() {
        List<String> told = new ArrayList<>();
        for (Repair repair : shown().repairs()) {
            String where = repair.from() == repair.step()
                    ? "after step " + repair.step()
                    : "after step " + repair.step() + ", back to step " + repair.from();
            String loss = Double.isNaN(repair.before()) && Double.isNaN(repair.after())
                    ? ""
                    : "; training loss " + loss(repair.before()) + " \u2192 " + loss(repair.after());
            told.add(repair.remedy().replace('_', ' ') + " " + where + ": " + repair.detail() + loss + "; "
                    + (repair.kept() ? "kept" : "no better, taken back"));
        }
        return told;
    }

    private static String loss(double loss) {
        return Double.isFinite(loss) ? Words.number(loss) : "not finite";
    }

    /** How many of the runs kept a remedy, and how they ended then; empty where nothing was tried. */
    public String outcome() {
        long tried = sick.stream().filter(run -> !run.repairs().isEmpty()).count();
        if (tried == 0) {
            return "";
        }
        long kept = sick.stream().filter(SickRun::repaired).count();
        long well = sick.stream()
                .filter(run -> run.repaired() && run.reachedTarget())
                .count();
        return "a remedy was tried in " + Words.count(tried, "run") + " and kept in " + kept
                + (kept == 0 ? "" : "; " + well + " of " + kept + " then reached the target");
    }

    /** {@code dead units}. */
    public static String words(Symptom symptom) {
        return symptom.toString().replace("non_finite", "non-finite").replace('_', ' ');
    }
}
