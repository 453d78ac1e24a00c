package io.steadygrad.study;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A study file with every default written out and paths made absolute: what was really run. It is a study file itself, and
 * gives the same trials.
 */
final class ResolvedStudy {
    private ResolvedStudy() {}

    static String yaml(Yaml.Mapping file, Map<String, Workload> workloads, Map<String, MethodExpression> methods) {
        Map<String, @Nullable Object> study = new LinkedHashMap<>();
        for (Yaml.Entry entry : file.entries()) {
            switch (entry.name()) {
                case "workloads" -> {
                    Map<String, Map<String, Object>> written = new LinkedHashMap<>();
                    workloads.forEach((name, workload) -> written.put(name, workload.resolved()));
                    study.put("workloads", written);
                }
                case "methods" -> {
                    Map<String, String> expressions = new LinkedHashMap<>();
                    methods.forEach((name, method) -> expressions.put(name, method.resolved()));
                    study.put("methods", expressions);
                }
                case "probes" -> {} // each workload has its own now
                default -> study.put(entry.name(), plain(entry.value()));
            }
        }
        study.putIfAbsent("seeds", 1);
        return dump(study);
    }

    /** A study with one trial alone: its workload, method, optimizer and seed. */
    static String yaml(String study, Cell cell, long seed) {
        Map<String, Object> workload = new LinkedHashMap<>(cell.variant().resolved());
        workload.put("optimizer", cell.resolvedOptimizer());
        workload.remove("probes");
        Map<String, @Nullable Object> alone = new LinkedHashMap<>();
        alone.put("study", study);
        alone.put("seeds", List.of(seed));
        alone.put("workloads", Map.of(cell.workload(), workload));
        alone.put("methods", Map.of(cell.method(), cell.resolvedMethod()));
        return dump(alone);
    }

    private static String dump(Map<String, @Nullable Object> study) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.AUTO)
                .setWidth(120)
                .setDereferenceAliases(true)
                .build();
        return new Dump(settings).dumpToString(study);
    }

    private static @Nullable Object plain(Yaml node) {
        if (node instanceof Yaml.Sequence sequence) {
            List<@Nullable Object> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(plain(item)));
            return items;
        }
        if (node instanceof Yaml.Mapping mapping) {
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> entries.put(entry.name(), plain(entry.value())));
            return entries;
        }
        Yaml.Text text = (Yaml.Text) node;
        if (text.isNothing()) {
            return null;
        }
        return text.quoted()
                ? text.value()
                : switch (text.value()) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> Axis.plain(text.value());
                };
    }
}
