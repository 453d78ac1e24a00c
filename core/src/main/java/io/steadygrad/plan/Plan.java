package io.steadygrad.plan;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Accumulate;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Guard;
import io.steadygrad.method.Identity;
import io.steadygrad.method.Method;
import io.steadygrad.method.SkipNonFinite;
import io.steadygrad.method.ZeroNans;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain compiled for one layout: the methods in the order in which they run, guard included, and the stages in which
 * gradients are read. A stage ends only where a statistic can neither be read in the same pass nor be derived from it (a
 * norm after a uniform scale is derived). There is at most one write, at the end, and none when nothing bites or when
 * only whole tensors are scaled and an optimizer takes the factors along.
 */
public final class Plan {
    private final Layout layout;
    private final List<Method> methods;
    private final List<Stage> stages;
    private final boolean guarded;

    private Plan(Layout layout, List<Method> methods, boolean guarded) {
        this.layout = layout;
        this.methods = methods;
        this.guarded = guarded;
        this.stages = stages(methods);
    }

    /** Places the guard and groups the methods into stages. */
    public static Plan compile(Chain chain, Layout layout) {
        if (chain.isIdentity()) {
            return new Plan(layout, List.of(), false);
        }
        List<Method> methods = new ArrayList<>(chain.methods());
        methods.removeIf(Identity.class::isInstance);
        return new Plan(
                layout,
                withGuard(methods),
                methods.stream().noneMatch(io.steadygrad.method.AllowNonFinite.class::isInstance));
    }

    /**
     * A guard looks at the gradients as they come; behind {@code zero_nans} it looks at what that leaves. Accumulated sums
     * are histories, so nothing non-finite may reach {@code accumulate} either.
     */
    private static List<Method> withGuard(List<Method> chain) {
        List<Method> methods = new ArrayList<>(chain);
        Guard guard = new SkipNonFinite(10);
        for (Method method : chain) {
            if (method instanceof Guard explicit) {
                guard = explicit;
                break;
            }
        }
        methods.removeIf(Guard.class::isInstance);
        int cleaned = indexOf(methods, ZeroNans.class);
        int accumulated = indexOf(methods, Accumulate.class);
        methods.add(cleaned + 1, guard);
        if (accumulated >= 0 && accumulated < cleaned) {
            methods.add(0, guard);
        }
        return List.copyOf(methods);
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
                reshaped = false;
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

    public Layout layout() {
        return layout;
    }

    /** In the order in which they run; empty for {@code identity}. */
    public List<Method> methods() {
        return methods;
    }

    public List<Stage> stages() {
        return stages;
    }

    /** Whether only finite gradients reach the methods, so that their results must be finite too. */
    public boolean guarded() {
        return guarded;
    }

    /** All that is needed from method {@code i} on, as far as one reading can give it. */
    public Needs needsFrom(int i) {
        for (Stage stage : stages) {
            int offset = i - stage.first();
            if (offset >= 0 && offset < stage.methods().size()) {
                Needs needs = Needs.NOTHING;
                for (Method method :
                        stage.methods().subList(offset, stage.methods().size())) {
                    needs = needs.and(method.needs());
                }
                return needs;
            }
        }
        return Needs.NOTHING;
    }

    /** The stages, one line each, with the bytes that they move for float32 gradients. */
    public String explain() {
        double megabytes = layout.elements() * 4 / 1e6;
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (Stage stage : stages) {
            text.append(String.format(
                    "read %d: %.1f MB%s -> %s%n",
                    number++,
                    megabytes,
                    number > 2 ? ", with pending changes applied on the fly" : "",
                    stage.methods().isEmpty() ? "report only" : names(stage.methods())));
        }
        boolean reshapes = methods.stream()
                .anyMatch(m -> m.effect() == Method.Effect.RESHAPES || m.effect() == Method.Effect.MAY_RESHAPE);
        boolean scales = methods.stream().anyMatch(m -> m.effect() == Method.Effect.SCALES_TENSORS);
        if (reshapes) {
            text.append(String.format("write:  %.1f MB, only when something bites%n", 2 * megabytes));
        } else if (scales) {
            text.append(String.format(
                    "write:  %.1f MB, only when something bites; none when an optimizer takes the factor along%n",
                    2 * megabytes));
        } else {
            text.append(String.format("write:  nothing%n"));
        }
        return text.toString();
    }

    private static String names(List<Method> methods) {
        return String.join(" | ", methods.stream().map(Object::toString).toList());
    }
}
