package io.steadygrad.plan;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.gradient.Subset;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Accumulate;
import io.steadygrad.method.AllowNonFinite;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Composite;
import io.steadygrad.method.DynamicLossScale;
import io.steadygrad.method.Guard;
import io.steadygrad.method.Identity;
import io.steadygrad.method.Method;
import io.steadygrad.method.Nesting;
import io.steadygrad.method.SkipNonFinite;
import io.steadygrad.method.ZeroNans;
import io.steadygrad.spec.Call;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A chain compiled for one layout: the methods in the order in which they run, guard included, and the stages in which
 * gradients are read. A stage ends only where a statistic can neither be read in the same pass nor be derived from it (a
 * norm after a uniform scale is derived). There is at most one write, at the end, and none when nothing bites or when
 * only whole tensors are scaled and an optimizer takes the factors along.
 */
public final class Plan {
    private final Subset subset;
    private final List<Method> methods;
    private final List<List<Plan>> branches;
    private final List<Stage> stages;
    private final List<Needs> needs;
    private final List<Needs> needsOf;
    private final boolean guarded;
    private final @Nullable Guard addedGuard;

    private Plan(Layout whole, Subset subset, List<Method> methods, boolean guarded, @Nullable Guard addedGuard) {
        this.subset = subset;
        this.methods = methods;
        this.guarded = guarded;
        this.addedGuard = addedGuard;
        this.stages = stages(methods);
        this.needs = needs(stages);
        this.needsOf = methods.stream().map(Method::needs).toList();
        this.branches = methods.stream()
                .map(method -> branches(method, whole, subset, guarded))
                .toList();
    }

    /** Places the guard and groups the methods into stages. */
    public static Plan compile(Chain chain, Layout layout) {
        List<Method> methods = flat(chain);
        boolean unguarded = chain.isIdentity() || methods.stream().anyMatch(AllowNonFinite.class::isInstance);
        Guard explicit = explicitGuard(methods);
        Guard added = chain.isIdentity() || explicit != null ? null : new SkipNonFinite(10);
        Guard guard = explicit == null ? added : explicit;
        return new Plan(
                layout, Subset.all(layout), guard == null ? List.of() : withGuard(guard, methods), !unguarded, added);
    }

    private static List<Plan> branches(Method method, Layout whole, Subset subset, boolean guarded) {
        if (!(method instanceof Nesting nesting)) {
            return List.of();
        }
        return nesting.branches().stream()
                .map(branch -> new Plan(
                        whole, subset.where(whole, branch.members()), List.copyOf(flat(branch.chain())), guarded, null))
                .toList();
    }

    private static List<Method> flat(Chain chain) {
        List<Method> methods = new ArrayList<>();
        for (Method method : chain.methods()) {
            if (method instanceof Composite composite) {
                methods.addAll(composite.parts());
            } else if (!(method instanceof Identity)) {
                methods.add(method);
            }
        }
        return methods;
    }

    /**
     * A guard looks at the gradients as they come; behind {@code zero_nans} it looks at what that leaves. Accumulated sums
     * are histories, so nothing non-finite may reach {@code accumulate} either.
     */
    private static List<Method> withGuard(Guard guard, List<Method> chain) {
        List<Method> methods = new ArrayList<>(chain);
        methods.removeIf(Guard.class::isInstance);
        int cleaned = lastCleaning(methods);
        int accumulated = indexOf(methods, Accumulate.class);
        // The search for a loss scale runs into infinities on purpose and rejects them itself.
        int first = Math.max(cleaned, indexOf(methods, DynamicLossScale.class)) + 1;
        methods.add(first, guard);
        if (accumulated >= 0 && accumulated < cleaned) {
            methods.add(0, guard);
        }
        return List.copyOf(methods);
    }

    /** Where the last method stands that replaces NaN, be it only in a branch; -1 where there is none. */
    private static int lastCleaning(List<Method> methods) {
        int last = methods.size() - 1;
        while (last >= 0 && !cleans(methods.get(last))) {
            last--;
        }
        return last;
    }

    private static boolean cleans(Method method) {
        return method instanceof ZeroNans
                || (method instanceof Nesting nesting
                        && nesting.branches().stream()
                                .flatMap(branch -> branch.chain().methods().stream())
                                .anyMatch(Plan::cleans));
    }

    /** The first one, or null. */
    private static @Nullable Guard explicitGuard(List<Method> chain) {
        return chain.stream()
                .filter(Guard.class::isInstance)
                .map(Guard.class::cast)
                .findFirst()
                .orElse(null);
    }

    private static int indexOf(List<Method> methods, Class<? extends Method> type) {
        for (int i = 0; i < methods.size(); i++) {
            if (type.isInstance(methods.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static List<Stage> stages(List<Method> methods) {
        List<Stage> stages = new ArrayList<>();
        int first = 0;
        Needs needs = Needs.NOTHING;
        boolean reshaped = false;
        boolean scaled = false;
        for (int i = 0; i < methods.size(); i++) {
            Method method = methods.get(i);
            if (reshaped || (scaled && !followsScale(method.needs()))) {
                stages.add(new Stage(first, methods.subList(first, i), needs));
                first = i;
                needs = Needs.NOTHING;
                scaled = false;
            }
            needs = needs.and(method.needs());
            reshaped = method.effect() == Method.Effect.RESHAPES;
            scaled |= method.effect() == Method.Effect.SCALES_TENSORS;
        }
        stages.add(new Stage(first, methods.subList(first, methods.size()), needs));
        return List.copyOf(stages);
    }

    /** Whether a need can be derived after whole tensors were scaled; weights are not scaled at all. */
    private static boolean followsScale(Needs needs) {
        return needs.norms().stream().noneMatch(norm -> norm.scope() == Scope.ELEMENT);
    }

    /** The parameters that the plan is for: all, or those of a branch. */
    public Subset subset() {
        return subset;
    }

    /** Of these parameters. */
    public Layout layout() {
        return subset.layout();
    }

    /** In the order in which they run; empty for {@code identity}. */
    public List<Method> methods() {
        return methods;
    }

    /** The plans that the i-th method runs inside; empty where it decides itself. */
    public List<Plan> branches(int i) {
        return branches.get(i);
    }

    public List<Stage> stages() {
        return stages;
    }

    /** Whether only finite gradients reach the methods, so that their results must be finite too. */
    public boolean guarded() {
        return guarded;
    }

    /** The method that says what the loss is to be multiplied by, and where it stands; null where there is none. */
    public @Nullable DynamicLossScale lossScale() {
        int i = lossScaleIndex();
        return i < 0 ? null : (DynamicLossScale) methods.get(i);
    }

    /** Where {@link #lossScale} stands, or -1. */
    public int lossScaleIndex() {
        return indexOf(methods, DynamicLossScale.class);
    }

    /** The parameters whose weights some method must know, in order. */
    public List<Parameter> weighed() {
        Set<Parameter> weighed = new LinkedHashSet<>();
        for (int i = 0; i < methods.size(); i++) {
            if (!methods.get(i).needs().weightNorms().isEmpty()) {
                weighed.addAll(layout().parameters());
            }
            branches.get(i).forEach(branch -> weighed.addAll(branch.weighed()));
        }
        return List.copyOf(weighed);
    }

    /** All that is needed from method {@code i} on, as far as one reading can give it. */
    public Needs needsFrom(int i) {
        return i < needs.size() ? needs.get(i) : Needs.NOTHING;
    }

    /** What the i-th method needs itself. */
    public Needs needsOf(int i) {
        return needsOf.get(i);
    }

    private static List<Needs> needs(List<Stage> stages) {
        List<Needs> needs = new ArrayList<>();
        for (Stage stage : stages) {
            int first = needs.size();
            Needs rest = Needs.NOTHING;
            for (int i = stage.methods().size() - 1; i >= 0; i--) {
                rest = rest.and(stage.methods().get(i).needs());
                needs.add(first, rest);
            }
        }
        return List.copyOf(needs);
    }

    /** The guard that the chain got because it has none of its own; null where it has one, or is {@code identity}. */
    public @Nullable Guard addedGuard() {
        return addedGuard;
    }

    /** The plan in words, with the bytes that it moves for float32 gradients. */
    public String explain() {
        return explain(Map.of(), parameter -> 4 * parameter.size());
    }

    /**
     * The plan in words: the methods in the order in which they run with what each must know, and the passes over memory with
     * their bytes; of weights as many are assumed as of gradients.
     *
     * @param origins what the user called each method ({@code MethodExpression.origins()}); others are called by their own names
     * @param bytesOf a parameter's gradient
     */
    public String explain(Map<Method, Call> origins, ToLongFunction<Parameter> bytesOf) {
        return new Explanation(this, origins, bytesOf).toString();
    }
}
