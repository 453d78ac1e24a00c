package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.plan.Plan;
import io.steadygrad.spec.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all methods of a plan remember, those inside branches too. */
public final class Memory {
    private final Plan plan;
    private final List<State> states = new ArrayList<>();
    private final List<List<Memory>> branches = new ArrayList<>();

    /** The memory of a run that has not begun. */
    public Memory(Plan plan) {
        this.plan = plan;
        for (int i = 0; i < plan.methods().size(); i++) {
            states.add(plan.methods().get(i).start(plan.layout()));
            branches.add(plan.branches(i).stream().map(Memory::new).toList());
        }
    }

    /** Of the plan's i-th method. */
    public State state(int i) {
        return states.get(i);
    }

    Memory branch(int i, int branch) {
        return branches.get(i).get(branch);
    }

    /** A copy of everything by name: {@code 1.zclip:moments}, inside branches {@code 0.per_group/1/0.zclip:moments}. */
    public Map<String, Elements> save() {
        Map<String, Elements> saved = new TreeMap<>();
        for (int i = 0; i < states.size(); i++) {
            String name = name(i);
            states.get(i).save().forEach((key, values) -> saved.put(name + ":" + key, values));
            for (int b = 0; b < branches.get(i).size(); b++) {
                String prefix = name + "/" + b + "/";
                branch(i, b).save().forEach((key, values) -> saved.put(prefix + key, values));
            }
        }
        return saved;
    }

    /** Takes over what {@link #save} gave; the names must be those of the same plan. */
    public void load(Map<String, Elements> saved) {
        int used = 0;
        for (int i = 0; i < states.size(); i++) {
            Map<String, Elements> own = under(name(i) + ":", saved);
            used += own.size();
            states.get(i).load(own);
            for (int b = 0; b < branches.get(i).size(); b++) {
                Map<String, Elements> inner = under(name(i) + "/" + b + "/", saved);
                used += inner.size();
                branch(i, b).load(inner);
            }
        }
        if (used != saved.size()) {
            throw new IllegalArgumentException("This state was saved by another chain: it holds " + saved.keySet()
                    + ", the methods here are " + plan.methods());
        }
    }

    private String name(int i) {
        Method method = plan.methods().get(i);
        return i + "." + Names.snake(method.getClass().getSimpleName());
    }

    private static Map<String, Elements> under(String prefix, Map<String, Elements> saved) {
        Map<String, Elements> found = new TreeMap<>();
        saved.forEach((key, values) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), values);
            }
        });
        return found;
    }
}
