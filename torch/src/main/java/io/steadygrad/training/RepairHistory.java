package io.steadygrad.training;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Repair;
import io.steadygrad.health.Symptom;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was tried on a run, and the pieces of its record that were taken back. */
final class RepairHistory {
    private final List<Repair> repairs = new ArrayList<>();
    private final List<Signals.Abandoned> abandoned = new ArrayList<>();

    List<Repair> repairs() {
        return Collections.unmodifiableList(repairs);
    }

    List<Signals.Abandoned> abandoned() {
        return Collections.unmodifiableList(abandoned);
    }

    /** Its number, for {@link #keep}. */
    int add(Repair repair) {
        repairs.add(repair);
        return repairs.size() - 1;
    }

    /** One that was undone turned out to be the best. */
    void keep(int number) {
        repairs.set(number, repairs.get(number).keptAfterAll());
    }

    /**
     * Takes the steps after one back.
     *
     * @param remedy under which they were made, empty for none
     */
    void leave(String remedy, long from, Trace trace) {
        long[] steps = trace.steps().step();
        int first = 0;
        while (first < steps.length && steps[first] <= from) {
            first++;
        }
        abandoned.add(new Signals.Abandoned(
                remedy,
                Arrays.copyOfRange(steps, first, steps.length),
                Arrays.copyOfRange(trace.steps().loss(), first, steps.length),
                Arrays.copyOfRange(trace.steps().normBefore(), first, steps.length)));
    }

    void save(Checkpoint saved) {
        saved.put("lengths", repairs.size(), abandoned.size());
        for (int i = 0; i < repairs.size(); i++) {
            Repair repair = repairs.get(i);
            String name = "repair/" + i;
            saved.put(name + "/remedy", repair.remedy());
            saved.put(name + "/detail", repair.detail());
            saved.put(name, repair.step(), repair.from(), repair.kept() ? 1 : 0, repair.before(), repair.after());
            Checkpoint diagnosed = new Checkpoint();
            save(diagnosed, repair.diagnosis());
            saved.put(name + "/diagnosis/", diagnosed);
        }
        for (int i = 0; i < abandoned.size(); i++) {
            Signals.Abandoned piece = abandoned.get(i);
            saved.put("abandoned/" + i + "/remedy", piece.remedy());
            saved.put(
                    "abandoned/" + i + "/step",
                    Arrays.stream(piece.step()).asDoubleStream().toArray());
            saved.put("abandoned/" + i + "/loss", piece.loss());
            saved.put("abandoned/" + i + "/norm", piece.norm());
        }
    }

    void load(Checkpoint saved) {
        double[] lengths = saved.numbers("lengths");
        for (int i = 0; i < lengths[0]; i++) {
            String name = "repair/" + i;
            double[] numbers = saved.numbers(name);
            repairs.add(new Repair(
                    saved.text(name + "/remedy"),
                    diagnosis(saved.under(name + "/diagnosis/")),
                    (long) numbers[0],
                    (long) numbers[1],
                    numbers[2] == 1,
                    saved.text(name + "/detail"),
                    numbers[3],
                    numbers[4]));
        }
        for (int i = 0; i < lengths[1]; i++) {
            abandoned.add(new Signals.Abandoned(
                    saved.text("abandoned/" + i + "/remedy"),
                    Arrays.stream(saved.numbers("abandoned/" + i + "/step"))
                            .mapToLong(step -> (long) step)
                            .toArray(),
                    saved.numbers("abandoned/" + i + "/loss"),
                    saved.numbers("abandoned/" + i + "/norm")));
        }
    }

    static void save(Checkpoint saved, Diagnosis diagnosis) {
        Long batch = diagnosis.batch();
        saved.put("numbers", diagnosis.step(), diagnosis.confidence(), batch == null ? -1 : batch);
        saved.put("symptom", diagnosis.symptom().name());
        if (diagnosis.layer() != null) {
            saved.put("layer", diagnosis.layer());
        }
        saved.put("finding", diagnosis.finding());
        saved.put("advice", diagnosis.advice());
        saved.put("evidence", String.join(" ", diagnosis.evidence().keySet()));
        saved.put(
                "evidence",
                diagnosis.evidence().values().stream().mapToDouble(each -> each).toArray());
        List<Diagnosis.Link> chain = diagnosis.chain();
        saved.put("chain", chain.stream().mapToDouble(Diagnosis.Link::step).toArray());
        for (int i = 0; i < chain.size(); i++) {
            saved.put("chain/" + i + "/symptom", chain.get(i).symptom().name());
            String layer = chain.get(i).layer();
            if (layer != null) {
                saved.put("chain/" + i + "/layer", layer);
            }
        }
    }

    static Diagnosis diagnosis(Checkpoint saved) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        double[] values = saved.numbers("evidence");
        String[] names = saved.text("evidence").split(" ");
        for (int i = 0; i < values.length; i++) {
            evidence.put(names[i], values[i]);
        }
        List<Diagnosis.Link> chain = new ArrayList<>();
        double[] steps = saved.numbers("chain");
        for (int i = 0; i < steps.length; i++) {
            chain.add(new Diagnosis.Link(
                    Symptom.valueOf(saved.text("chain/" + i + "/symptom")),
                    (long) steps[i],
                    layer(saved.text("chain/" + i + "/layer"))));
        }
        double[] numbers = saved.numbers("numbers");
        return new Diagnosis(
                Symptom.valueOf(saved.text("symptom")),
                (long) numbers[0],
                layer(saved.text("layer")),
                numbers[2] < 0 ? null : (long) numbers[2],
                numbers[1],
                evidence,
                chain,
                saved.text("finding"),
                saved.text("advice"));
    }

    private static @Nullable String layer(String saved) {
        return saved.isEmpty() ? null : saved;
    }
}
