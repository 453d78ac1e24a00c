package io.steadygrad.report.internal.difference;

import io.steadygrad.report.internal.run.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The same configuration and seed in both runs.
 *
 * <p>Compared are the outcome and every number of it, to the last bit: status, step of divergence, final metrics, target and steps
 * to it, what the control did. Times are not: no two runs take the same.
 */
record Twin(Trial a, Trial b) {

    /** One number or word that is not the same; a side is null where that run has none. */
    record Difference(
            String what, @Nullable String a, @Nullable String b, double relative) {}

    /** Both stand for the same resolved content, so their numbers should be the same. */
    boolean sameIdentity() {
        return a.id().equals(b.id());
    }

    boolean identical() {
        return differences().isEmpty();
    }

    /** What differs, the outcome first. */
    List<Difference> differences() {
        List<Difference> found = new ArrayList<>();
        compare(found, "status", a.status().word(), b.status().word());
        compare(found, "diverged at step", a.divergedAtStep(), b.divergedAtStep());
        Set<String> metrics = new TreeSet<>(a.metrics().keySet());
        metrics.addAll(b.metrics().keySet());
        metrics.forEach(
                name -> compare(found, name, a.metrics().get(name), b.metrics().get(name)));
        compare(found, "reached target", a.reachedTarget(), b.reachedTarget());
        compare(found, "steps to target", a.stepsToTarget(), b.stepsToTarget());
        compare(found, "share of steps engaged", a.engagedFraction(), b.engagedFraction());
        compare(found, "rejected steps", a.rejectedSteps(), b.rejectedSteps());
        return found;
    }

    private static void compare(List<Difference> found, String what, @Nullable Object a, @Nullable Object b) {
        if (!Objects.equals(a, b)) {
            found.add(new Difference(what, text(a), text(b), relative(a, b)));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : String.valueOf(value);
    }

    /** |a - b| / max(|a|, |b|) of two numbers, else NaN. */
    private static double relative(@Nullable Object a, @Nullable Object b) {
        if (!(a instanceof Number x) || !(b instanceof Number y)) {
            return Double.NaN;
        }
        return Math.abs(x.doubleValue() - y.doubleValue())
                / Math.max(Math.abs(x.doubleValue()), Math.abs(y.doubleValue()));
    }
}
