package io.steadygrad.report.card;

import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Health;
import io.steadygrad.health.Repair;
import io.steadygrad.health.Symptom;
import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.RunReader;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cases;
import io.steadygrad.report.internal.view.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The verdict cards of a run directory, a ward for each configuration in the study's order, healthy ones included.
 *
 * @param notes what could not be diagnosed, a sentence each
 */
public record Cards(List<Ward> wards, List<String> notes) {
    public Cards {
        wards = List.copyOf(wards);
        notes = List.copyOf(notes);
    }

    /** As the trials' own results tell it. */
    public static Cards of(Path directory) throws IOException {
        Run run = RunReader.read(directory);
        return of(Cases.of(run), Trial::diagnoses, trial -> true);
    }

    /** The same, of a run that was read already. */
    public static Cards of(List<Case> cases) {
        return of(cases, Trial::diagnoses, trial -> true);
    }

    /**
     * Diagnosed again from the traces, by the rules of today. A run whose trace cannot be read keeps what its result says, with a
     * note.
     *
     * @param id beginning of the trial that is meant; empty for all
     */
    public static Cards again(Path directory, String id) throws IOException {
        List<String> notes = new ArrayList<>();
        Run run = RunReader.read(directory);
        Cards cards = of(
                Cases.of(run),
                trial -> again(directory, trial, notes),
                trial -> trial.id().startsWith(id));
        return new Cards(cards.wards(), notes);
    }

    private static List<Diagnosis> again(Path directory, Trial trial, List<String> notes) {
        String trace = trial.trace();
        if (trace == null) {
            if (trial.diagnoses().isEmpty()) {
                notes.add("trial " + trial.id() + " has no trace to diagnose");
            }
            return trial.diagnoses();
        }
        Path home = directory.toAbsolutePath().normalize();
        Path file = home.resolve(trace).normalize();
        if (!file.startsWith(home) || !Files.isRegularFile(file)) {
            notes.add("trial " + trial.id() + ": its trace is missing (" + trace + "); told is what its result says");
            return trial.diagnoses();
        }
        try {
            return Health.diagnose(TraceFile.read(file));
        } catch (IOException | IllegalArgumentException e) {
            notes.add("trial " + trial.id() + ": " + e.getMessage() + "; told is what its result says");
            return trial.diagnoses();
        }
    }

    private static Cards of(List<Case> cases, Function<Trial, List<Diagnosis>> diagnosed, Predicate<Trial> isMeant) {
        List<Ward> wards = new ArrayList<>();
        for (Case one : cases) {
            for (Cell cell : one.cells()) {
                List<Trial> ended = cell.trials().stream()
                        .filter(trial -> trial.counts() && isMeant.test(trial))
                        .toList();
                if (!ended.isEmpty()) {
                    String setting = one.settings()
                            .get(cell.setting())
                            .besides(one.settings().get(one.baseline()));
                    wards.add(ward(cell, setting, ended, diagnosed));
                }
            }
        }
        return new Cards(wards, List.of());
    }

    private static Ward ward(
            Cell cell, String setting, List<Trial> trials, Function<Trial, List<Diagnosis>> diagnosed) {
        Map<Symptom, List<SickRun>> verdicts = new EnumMap<>(Symptom.class);
        Map<Symptom, List<SickRun>> hints = new EnumMap<>(Symptom.class);
        for (Trial trial : trials) {
            List<Diagnosis> found = diagnosed.apply(trial);
            List<Diagnosis> sure = found.stream().filter(Diagnosis::isVerdict).toList();
            Repair cure =
                    trial.repairs().stream().filter(Repair::kept).findFirst().orElse(null);
            if (!sure.isEmpty()) {
                add(verdicts, trial, sure, false);
            } else if (cure != null) {
                add(verdicts, trial, List.of(cure.diagnosis()), true);
            } else if (!found.isEmpty()) {
                add(hints, trial, found, false);
            }
        }
        return new Ward(
                cell.workload(),
                cell.label(),
                setting,
                trials.size(),
                cards(verdicts, trials.size()),
                cards(hints, trials.size()));
    }

    private static void add(Map<Symptom, List<SickRun>> runs, Trial trial, List<Diagnosis> told, boolean cured) {
        runs.computeIfAbsent(told.get(0).symptom(), unseen -> new ArrayList<>())
                .add(new SickRun(
                        trial.id(),
                        trial.seed(),
                        trial.status().word(),
                        trial.reachedTarget(),
                        cured,
                        told.get(0),
                        told.subList(1, told.size()),
                        trial.repairs()));
    }

    private static List<Card> cards(Map<Symptom, List<SickRun>> bySymptom, int of) {
        return bySymptom.entrySet().stream()
                .map(entry -> new Card(entry.getKey(), of, entry.getValue()))
                .sorted(Comparator.comparingInt((Card card) -> -card.sick().size()))
                .toList();
    }

    /** Runs that were looked at. */
    public int runs() {
        return wards.stream().mapToInt(Ward::runs).sum();
    }

    /** Runs with a verdict, at their end or before they were cured. */
    public int sick() {
        return wards.stream().mapToInt(Ward::sick).sum();
    }

    /** Of those, runs that were cured. */
    public int cured() {
        return (int) wards.stream()
                .flatMap(ward -> ward.cards().stream())
                .flatMap(card -> card.sick().stream())
                .filter(SickRun::cured)
                .count();
    }

    /** Runs without a verdict, but with a hint. */
    public int suspected() {
        return wards.stream()
                .flatMap(ward -> ward.hints().stream())
                .mapToInt(card -> card.sick().size())
                .sum();
    }

    /** {@code 3 of 10 runs of circle-8 x plain: vanishing (hidden.0, from step 40)}, a line for each card. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Ward ward : wards) {
            for (Card card : ward.cards()) {
                lines.add(card.sick().size() + " of " + ward.runs() + " runs of " + ward.name() + ": "
                        + Card.words(card.symptom()) + " (" + card.place() + ")"
                        + (card.outcome().isEmpty()
                                ? ""
                                : ", "
                                        + card.sick().stream()
                                                .filter(SickRun::repaired)
                                                .count() + " repaired"));
            }
        }
        return lines;
    }
}
