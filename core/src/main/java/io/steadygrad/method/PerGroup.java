package io.steadygrad.method;

import io.steadygrad.gradient.Glob;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chain of its own for each group of parameters.
 *
 * <pre>
 * g' = chain_k(g)    over the parameters whose full name matches
 *                    pattern k; the first match wins
 * </pre>
 *
 * <p><b>Edges.</b> Norms do not mix across groups: a global norm inside is over the group. What no pattern matches
 * goes to {@code default}. A rejection inside rejects the whole step. A pattern may match nothing.
 * <p><b>Cost.</b> One more read than its chains share.
 * <p><b>Source.</b> optax.multi_transform; PyTorch's parameter groups.
 * <p><b>Differs.</b> There groups are labels or lists of tensors; here patterns, so that they can stand in a file.
 * <p><b>Example.</b> {@code per_group("output.*"=identity, default=agc(0.01))}
 *
 * @param groups chains by glob over full parameter names, in double quotes, in order; at least one
 * @param default_ the chain for all other parameters
 */
public record PerGroup(
        Map<Glob, Chain> groups, @Default("identity") Chain default_) implements Nesting {
    public PerGroup {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("per_group needs at least one \"PATTERN\"=chain");
        }
        groups.values().forEach(chain -> new Branch(chain, parameter -> true));
        groups = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(groups));
    }

    @Override
    public List<Branch> branches() {
        List<Branch> branches = new ArrayList<>();
        Set<Glob> patterns = groups.keySet();
        groups.forEach((pattern, chain) -> branches.add(new Branch(
                chain,
                parameter -> patterns.stream()
                        .filter(p -> p.matches(parameter.name()))
                        .findFirst()
                        .filter(pattern::equals)
                        .isPresent())));
        branches.add(new Branch(default_, parameter -> patterns.stream().noneMatch(p -> p.matches(parameter.name()))));
        return branches;
    }

    @Override
    public boolean activeAt(Step step) {
        return true;
    }
}
