package io.steadygrad.study;

import io.steadygrad.spec.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cell that several blocks may ask for: what they have in common exists once, labelled with all they vary. */
final class Draft {
    final Candidate candidate;
    final Set<Long> seeds = new LinkedHashSet<>();
    private final List<String> tuned;
    private final Map<String, Object> varied = new LinkedHashMap<>();
    private final List<String> blocks = new ArrayList<>();

    private Draft(Candidate candidate, List<String> tuned) {
        this.candidate = candidate;
        this.tuned = tuned;
    }

    /** A cell that one block asks for. */
    static Draft of(Candidate candidate, List<String> tuned, Block block) {
        Draft draft = new Draft(candidate, tuned);
        draft.ask(candidate, block);
        return draft;
    }

    /** Adds what a block asks for, to a cell that is there or as a new one; what was searched and what was given stay apart. */
    static void add(Map<String, Draft> drafts, Candidate candidate, List<String> tuned, Block block) {
        drafts.computeIfAbsent(
                        candidate.variant().name() + "\n" + candidate.method() + "\n" + tuned + "\n"
                                + (tuned.isEmpty() ? "" : candidate.family()) + "\n" + candidate.content(),
                        key -> new Draft(candidate, tuned))
                .ask(candidate, block);
    }

    private void ask(Candidate same, Block block) {
        varied.putAll(same.varied());
        if (!blocks.contains(block.name())) {
            blocks.add(block.name());
        }
        seeds.addAll(block.seeds());
    }

    /** @param axes of the whole study, in the order of labels */
    Cell cell(Collection<Axis> axes) {
        Map<String, Object> hyperparameters = new LinkedHashMap<>();
        for (Axis axis : axes) {
            Object value = value(axis);
            if (value != null) {
                hyperparameters.put(axis.name(), value);
            }
        }
        return new Cell(
                candidate.variant().name(),
                candidate.variant(),
                candidate.method(),
                candidate.expression().toString(),
                candidate.expression().resolved(),
                candidate.optimizer().toString(),
                candidate.optimizer().resolved(),
                hyperparameters,
                List.copyOf(blocks),
                tuned,
                candidate.family());
    }

    private @Nullable Object value(Axis axis) {
        return switch (axis.kind()) {
            case OPTIMIZER -> parameter(candidate.optimizer().resolved(), axis.parameter());
            case METHOD ->
                axis.owner().equals(candidate.method())
                        ? parameter(candidate.expression().resolved(), axis.parameter())
                        : null;
            case WORKLOAD ->
                varied.containsKey(axis.name())
                        ? varied.get(axis.name())
                        : Paths.get(candidate.node(), List.of(axis.parameter().split("\\.")))
                                .map(Axis::plain)
                                .orElse(null);
        };
    }

    private static @Nullable Object parameter(String resolved, String parameter) {
        for (Call call : Call.parseChain(resolved)) {
            for (Call.Argument argument : call.arguments()) {
                if (parameter.equals(argument.key())) {
                    return Axis.plain(argument.value().toString());
                }
            }
        }
        return null;
    }
}
