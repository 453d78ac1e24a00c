package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Scope;
import io.steadygrad.method.Action;
import io.steadygrad.method.Composite;
import io.steadygrad.method.DynamicLossScale;
import io.steadygrad.method.Guard;
import io.steadygrad.method.Method;
import io.steadygrad.method.Method.Effect;
import io.steadygrad.method.Nesting;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a method says about itself and its steps must be what it does. */
final class ReportLaws {
    static final List<Law> ALL = List.of(
            new Law("the report says what was done", ReportLaws::report),
            new Law(
                    "deciding stays within the effect that was announced, and changes no state",
                    ReportLaws::plain,
                    ReportLaws::effect));

    private ReportLaws() {}

    private static void report(Subject subject) {
        for (Elements.Type type : List.of(Elements.Type.FLOAT64, Elements.Type.FLOAT32)) {
            for (double scale : new double[] {1e-4, 1, 1e4}) {
                Run run = new Run(subject, type);
                for (long step = 1; step <= Run.STEPS; step++) {
                    report(run, step, scale, type == Elements.Type.FLOAT64 ? 1e-12 : 1e-6);
                }
            }
        }
    }

    private static void report(Run run, long step, double scale, double tolerance) {
        run.model.fill(step, scale);
        Map<String, double[]> before = run.model.gradients();
        Report report = run.apply(step);
        Map<String, double[]> after = run.model.gradients();
        String when = "step " + step + ", gradients of size " + scale + ", " + report.reason();
        Numbers.requireFinite(when, after);
        assertThat(report.step()).as(when).isEqualTo(step);
        assertThat(report.normBefore())
                .as("%s: normBefore", when)
                .isCloseTo(Numbers.norm(before), within(tolerance * Numbers.norm(before)));
        assertThat(report.normAfter())
                .as("%s: normAfter", when)
                .isCloseTo(Numbers.norm(after), within(tolerance * Numbers.norm(after)));
        boolean same = before.keySet().stream().allMatch(name -> Arrays.equals(before.get(name), after.get(name)));
        if (!report.accepted()) {
            assertThat(same).as("%s: rejected, and so unchanged", when).isTrue();
            assertThat(report.engaged())
                    .as("%s: rejected, and so engaged nowhere", when)
                    .isFalse();
            assertThat(report.reason()).as("%s: reason to reject", when).isNotEmpty();
        } else if (!same) {
            assertThat(report.engaged() || report.pending())
                    .as("%s: changed, and says so", when)
                    .isTrue();
            assertThat(report.reason()).as("%s: reason to change", when).isNotEmpty();
        }
        if (report.accepted() && !report.pending() && !Double.isNaN(report.factor())) {
            Numbers.requireClose(when + ": factor", after, Numbers.times(report.factor(), before), tolerance);
        }
        for (Report.Engagement engagement : report.engagements()) {
            assertThat(engagement.names()).as("%s: engaged groups", when).isNotEmpty();
        }
    }

    /** A method that decides itself and is not known to the plan by its type. */
    private static boolean plain(Subject subject) {
        return subject.chain().methods().stream()
                .noneMatch(method -> method instanceof Composite
                        || method instanceof Nesting
                        || method instanceof Guard
                        || method instanceof DynamicLossScale);
    }

    private static void effect(Subject subject) {
        for (double scale : new double[] {1e-4, 1, 1e4}) {
            for (Method method : subject.chain().methods()) {
                Run run = new Run(Subject.of(new Watched(method)), Elements.Type.FLOAT64);
                for (long step = 1; step <= Run.STEPS; step++) {
                    run.apply(step, scale);
                }
            }
        }
    }

    /** Whether an effect allows an action. */
    static boolean allows(Effect effect, Action action) {
        return switch (effect) {
            case NOTHING -> false;
            case SCALES_TENSORS ->
                action instanceof Action.ResetMoments
                        || (action instanceof Action.Scale scale
                                && scale.scope() != Scope.UNIT
                                && scale.scope() != Scope.ELEMENT);
            case MAY_RESHAPE, RESHAPES -> true;
        };
    }
}
