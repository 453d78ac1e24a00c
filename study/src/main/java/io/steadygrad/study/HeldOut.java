package io.steadygrad.study;

import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives workloads that are searched, but have no {@code validation}, a share of their training rows to select by. It is held
 * out of the tuning trials and of the results, so that a setting is used under the conditions it was chosen for.
 */
final class HeldOut {
    private HeldOut() {}

    static void add(Yaml.Mapping file, Map<String, Yaml.Mapping> workloads) {
        for (Yaml.Mapping block : blocks(file)) {
            Yaml search = block.has("search") ? block.get("search") : file.get("search");
            if (!(search instanceof Yaml.Mapping mapping)) {
                continue;
            }
            for (String name : names(block.get("workloads"), workloads)) {
                Yaml.Mapping workload = workloads.get(name);
                if (workload != null && !workload.has("validation") && !byTraining(mapping, workload)) {
                    workloads.put(
                            name, workload.with("validation", new Yaml.Text(workload.place(), Search.HELD_OUT, false)));
                }
            }
        }
    }

    private static List<Yaml.Mapping> blocks(Yaml.Mapping file) {
        if (!(file.get("blocks") instanceof Yaml.Sequence list)) {
            return List.of(new Yaml.Mapping(file.place(), List.of()));
        }
        List<Yaml.Mapping> blocks = new ArrayList<>();
        for (Yaml item : list.items()) {
            if (item instanceof Yaml.Mapping block) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private static List<String> names(@Nullable Yaml node, Map<String, Yaml.Mapping> workloads) {
        return node == null
                ? List.copyOf(workloads.keySet())
                : Binder.items(node).stream()
                        .filter(Yaml.Text.class::isInstance)
                        .map(item -> ((Yaml.Text) item).value())
                        .collect(Collectors.toList());
    }

    private static boolean byTraining(Yaml.Mapping search, Yaml.Mapping workload) {
        Yaml metric = search.get("select");
        if (metric == null && workload.get("target") instanceof Yaml.Mapping target) {
            metric = target.get("metric");
        }
        return metric instanceof Yaml.Text text && text.value().startsWith("train_");
    }
}
