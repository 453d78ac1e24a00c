package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.method.Claim;
import io.steadygrad.method.Claim.Exemption;
import io.steadygrad.method.Claim.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Each claim is tried; a wrong one fails. */
final class ClaimLaws {
    private static final double ROUNDING = 1e-11;
    private static final double[] SCALES = {1e-30, 1e-3, 1, 1e3, 1e30};

    static final List<Law> ALL = List.of(
            law("bounds what it claims to bound", Claim.Bounds.class, ClaimLaws::bounds),
            law("keeps the direction as it claims", Claim.KeepsDirection.class, ClaimLaws::keepsDirection),
            law("follows the scale of the gradients, as it claims", Promise.FOLLOWS_SCALE, s -> scaled(s, true)),
            law("ignores the scale of the gradients, as it claims", Promise.IGNORES_SCALE, s -> scaled(s, false)),
            law("is idempotent, as it claims", Promise.IDEMPOTENT, ClaimLaws::idempotent),
            law("adds something of its own, as it claims", Exemption.ADDS, ClaimLaws::adds),
            law(
                    "draws by position, as it claims",
                    Exemption.DRAWS,
                    subject -> assertThat(SamenessLaws.orderMatters(subject))
                            .as("what differs where parameters come in another order")
                            .isNotEmpty()),
            law("answers non-finite steps, as it claims", Exemption.ANSWERS_NON_FINITE, ClaimLaws::answers));

    private ClaimLaws() {}

    private static Law law(String name, Claim claim, java.util.function.Consumer<Subject> check) {
        return new Law(name, subject -> subject.claims(claim), check);
    }

    private static <C extends Claim> Law law(String name, Class<C> type, BiConsumer<Subject, C> check) {
        return new Law(
                name,
                subject -> subject.claims().stream().anyMatch(type::isInstance),
                subject -> subject.claims().stream()
                        .filter(type::isInstance)
                        .forEach(claim -> check.accept(subject, type.cast(claim))));
    }

    private static void bounds(Subject subject, Claim.Bounds claim) {
        for (Elements.Type type : List.of(Elements.Type.FLOAT64, Elements.Type.FLOAT32)) {
            double tolerance = type == Elements.Type.FLOAT64 ? ROUNDING : 1e-6;
            for (double scale : SCALES) {
                Run run = new Run(subject, type);
                for (long step = 1; step <= Run.STEPS; step++) {
                    run.model.fill(step, scale);
                    List<double[]> before = groups(run.model, claim.scope());
                    Report report = run.apply(step);
                    List<double[]> after = groups(run.model, claim.scope());
                    for (int g = 0; report.steps() && g < before.size(); g++) {
                        if (magnitude(claim.norm(), before.get(g)) > 0) {
                            assertThat(magnitude(claim.norm(), after.get(g)))
                                    .as("%s, step %d, gradients of size %s, group %d", claim, step, scale, g)
                                    .isBetween(claim.low() * (1 - tolerance), claim.high() * (1 + tolerance));
                        }
                    }
                }
            }
        }
    }

    private static void keepsDirection(Subject subject, Claim.KeepsDirection claim) {
        for (double scale : SCALES) {
            Run run = new Run(subject, Elements.Type.FLOAT64);
            for (long step = 1; step <= Run.STEPS; step++) {
                run.model.fill(step, scale);
                List<double[]> before = groups(run.model, claim.scope());
                Report report = run.apply(step);
                List<double[]> after = groups(run.model, claim.scope());
                for (int g = 0; !report.pending() && g < before.size(); g++) {
                    String where = claim + ", step " + step + ", gradients of size " + scale + ", group " + g;
                    double factor = factor(where, before.get(g), after.get(g));
                    Numbers.requireClose(
                            where,
                            Map.of("gradient", after.get(g)),
                            Numbers.times(factor, Map.of("gradient", before.get(g))),
                            ROUNDING);
                }
            }
        }
    }

    /** What the largest entry was multiplied by. */
    private static double factor(String where, double[] before, double[] after) {
        for (int i = 0; i < before.length; i++) {
            if (before[i] != 0 && Math.abs(before[i]) == Numbers.largest(before)) {
                assertThat(after[i] / before[i]).as("%s: factor", where).isPositive();
                return after[i] / before[i];
            }
        }
        return 1;
    }

    private static void scaled(Subject subject, boolean follows) {
        for (double factor : new double[] {0x1p-9, 1000, 1e-12, 1e12}) {
            Run plain = new Run(subject, Elements.Type.FLOAT64);
            Run scaled = new Run(subject, Elements.Type.FLOAT64);
            for (long step = 1; step <= Run.STEPS; step++) {
                plain.apply(step, 1);
                scaled.apply(step, factor);
                Numbers.requireClose(
                        "step " + step + " with all gradients times " + factor,
                        scaled.model.gradients(),
                        follows ? Numbers.times(factor, plain.model.gradients()) : plain.model.gradients(),
                        ROUNDING);
            }
        }
    }

    private static void idempotent(Subject subject) {
        for (double scale : SCALES) {
            for (long step = 1; step <= 6; step++) {
                Run once = new Run(subject, Elements.Type.FLOAT64);
                once.apply(step, scale);
                Map<String, double[]> first = once.model.gradients();
                Run again = new Run(subject.chain(), once.model);
                again.apply(step);
                Numbers.requireClose(
                        "given again, step " + step + ", gradients of size " + scale,
                        again.model.gradients(),
                        first,
                        ROUNDING);
            }
        }
    }

    private static void adds(Subject subject) {
        boolean added = false;
        for (long steps = 0; steps <= 8; steps++) {
            Run run = new Run(subject, Elements.Type.FLOAT64);
            for (long step = 1; step <= steps; step++) {
                run.apply(step, 1);
            }
            run.model.fill(0);
            run.apply(steps + 1);
            added |= Numbers.norm(run.model.gradients()) > 0;
        }
        assertThat(added).as("a zero gradient ever changed").isTrue();
    }

    private static void answers(Subject subject) {
        Run clean = new Run(subject, Elements.Type.FLOAT64);
        Run disturbed = new Run(subject, Elements.Type.FLOAT64);
        boolean differs = false;
        for (long step = 1; step <= Run.STEPS; step++) {
            disturbed.model.fill(step, 1);
            disturbed.model.poison(Double.NaN);
            disturbed.apply(step);
            clean.apply(step, 1);
            disturbed.apply(step, 1);
            differs |= Numbers.norm(clean.model.gradients()) != Numbers.norm(disturbed.model.gradients());
        }
        assertThat(differs)
                .as("a step ever changed by non-finite ones before it")
                .isTrue();
    }

    /** The entries of each group of a scope. */
    private static List<double[]> groups(Model model, Scope scope) {
        Layout layout = model.set.layout();
        List<List<Double>> groups = new ArrayList<>();
        for (int p = 0; p < model.set.size(); p++) {
            double[] values = model.set.get(p).gradient().toArray();
            var parameter = model.set.get(p).parameter();
            for (int i = 0; i < values.length; i++) {
                int group = switch (scope) {
                    case ELEMENT -> groups.size();
                    case UNIT -> layout.groupOf(scope, p) + (int) (i / parameter.unitStride() % parameter.units());
                    default -> layout.groupOf(scope, p);
                };
                while (groups.size() <= group) {
                    groups.add(new ArrayList<>());
                }
                groups.get(group).add(values[i]);
            }
        }
        return groups.stream()
                .map(group -> group.stream().mapToDouble(Double::doubleValue).toArray())
                .toList();
    }

    /** The norm's definition, entries divided by the largest first. */
    private static double magnitude(Norm norm, double[] values) {
        double largest = Numbers.largest(values);
        if (largest == 0 || norm.isMax()) {
            return largest;
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.pow(Math.abs(value) / largest, norm.p());
        }
        return largest * Math.pow(norm.mean() ? sum / values.length : sum, 1 / norm.p());
    }
}
