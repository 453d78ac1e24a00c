package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.run.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sorts a run's trials into cases (workloads), settings and cells. */
public final class Cases {

    private final Run run;
    private final List<String> methods;
    private int nextId;

    private Cases(Run run) {
        this.run = run;
        this.methods = new ArrayList<>(run.methods().keySet());
    }

    /** The cases in the study's order; workloads without trials are left out. */
    public static List<Case> of(Run run) {
        Cases cases = new Cases(run);
        Map<String, List<Trial>> byWorkload = run.trials().stream()
                .collect(Collectors.groupingBy(Trial::workload, LinkedHashMap::new, Collectors.toList()));
        List<Case> all = new ArrayList<>();
        for (Workload workload : run.workloads().values()) {
            List<Trial> trials = byWorkload.get(workload.name());
            if (trials != null) {
                all.add(cases.one(workload, trials));
            }
        }
        return all;
    }

    private record Key(int method, String name, int setting, SortedMap<String, String> own) {}

    private Case one(Workload workload, List<Trial> trials) {
        Metric metric = Metric.of(workload, trials);
        Map<Setting, Integer> settings = new LinkedHashMap<>();
        Map<Key, List<Trial>> groups = new LinkedHashMap<>();
        for (Trial trial : trials) {
            SortedMap<String, String> own = new TreeMap<>(trial.hyperparameters());
            own.keySet().removeIf(key -> !belongsTo(trial, key));
            SortedMap<String, String> others = new TreeMap<>(trial.hyperparameters());
            others.keySet().removeAll(own.keySet());
            int setting = settings.computeIfAbsent(
                    new Setting(trial.family(), inputs(trial), others), unseen -> settings.size());
            Key key = new Key(methods.indexOf(trial.method()), trial.method(), setting, own);
            groups.computeIfAbsent(key, unseen -> new ArrayList<>()).add(trial);
        }
        Map<String, Set<String>> values = new HashMap<>();
        groups.keySet()
                .forEach(key -> key.own()
                        .forEach((name, value) -> values.computeIfAbsent(name, unseen -> new HashSet<>())
                                .add(value)));
        List<Cell> cells = new ArrayList<>();
        Map<String, SortedMap<String, String>> usual = usual(groups);
        groups.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Key, List<Trial>> entry) ->
                                entry.getKey().method())
                        .thenComparing(entry -> entry.getKey().own().values(), Cases::byNumbers))
                .forEach(entry -> {
                    Key key = entry.getKey();
                    String own = key.own().entrySet().stream()
                            .filter(one -> one.getKey().startsWith(key.name() + ".")
                                    && !tuned(entry.getValue()).contains(one.getKey()))
                            .filter(one ->
                                    values.getOrDefault(one.getKey(), Set.of()).size() > 1)
                            .map(one -> one.getKey().substring(key.name().length() + 1) + "=" + one.getValue())
                            .collect(Collectors.joining(", "));
                    cells.add(cell(key, own, key.own().equals(usual.get(key.name())), entry.getValue(), metric));
                });
        return new Case(workload, metric, List.copyOf(settings.keySet()), baseline(cells, settings.size()), cells);
    }

    private Cell cell(Key key, String own, boolean standard, List<Trial> unordered, Metric metric) {
        List<Trial> trials =
                unordered.stream().sorted(Comparator.comparingLong(Trial::seed)).toList();
        Trial first = trials.get(0);
        return new Cell(
                nextId++,
                first.workload(),
                first.method(),
                own.isEmpty() ? first.method() : first.method() + " (" + own + ")",
                first.expression(),
                first.optimizer(),
                first.family(),
                first.inputs(),
                first.hyperparameters(),
                chosen(first),
                key.setting(),
                standard || !first.tuned().isEmpty(),
                trials,
                Outcome.of(trials, metric));
    }

    /** What a search chose for it, {@code lr=0.1, max_norm=5}; empty without a search. */
    private static String chosen(Trial trial) {
        return trial.tuned().stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1) + "="
                        + (name.equals("preprocess")
                                ? trial.inputs()
                                : trial.hyperparameters().getOrDefault(name, "?")))
                .collect(Collectors.joining(", "));
    }

    /** Each method's own hyperparameters as the study first writes them; what a grid adds comes beside it. */
    private Map<String, SortedMap<String, String>> usual(Map<Key, List<Trial>> groups) {
        Map<String, SortedMap<String, String>> usual = new HashMap<>();
        groups.forEach((key, trials) -> {
            boolean written = squeezed(trials.get(0).expression())
                    .equals(squeezed(run.methods().getOrDefault(key.name(), "")));
            if (written || !usual.containsKey(key.name())) {
                usual.put(key.name(), key.own());
            }
        });
        return usual;
    }

    private static String squeezed(String expression) {
        return expression.replaceAll("\\s", "").replaceAll("(\\d)\\.0(?!\\d)", "$1");
    }

    /** Value by value, as numbers where both are. */
    private static int byNumbers(Collection<String> a, Collection<String> b) {
        Iterator<String> left = a.iterator();
        Iterator<String> right = b.iterator();
        while (left.hasNext() && right.hasNext()) {
            String x = left.next();
            String y = right.next();
            int order;
            try {
                order = Double.compare(Double.parseDouble(x), Double.parseDouble(y));
            } catch (NumberFormatException e) {
                order = x.compareTo(y);
            }
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static boolean belongsTo(Trial trial, String hyperparameter) {
        return hyperparameter.startsWith(trial.method() + ".") || trial.tuned().contains(hyperparameter);
    }

    private static Set<String> tuned(List<Trial> trials) {
        return trials.get(0).tuned();
    }

    /** Where a search chose them, each method has its own. */
    private static String inputs(Trial trial) {
        return trial.tuned().stream().anyMatch(axis -> axis.startsWith("preprocess")) ? "" : trial.inputs();
    }

    private static int baseline(List<Cell> cells, int settings) {
        int best = 0;
        int most = -1;
        for (int setting = 0; setting < settings; setting++) {
            Set<String> seen = new HashSet<>();
            for (Cell cell : cells) {
                if (cell.setting() == setting) {
                    seen.add(cell.method());
                }
            }
            if (seen.size() > most) {
                most = seen.size();
                best = setting;
            }
        }
        return best;
    }
}
