package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Claim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What methods do to numbers at the ends of their range, to zeros, and to models of unusual shape. */
final class FiniteLaws {
    private static final Map<Elements.Type, double[]> SCALES = new LinkedHashMap<>();

    static {
        SCALES.put(Elements.Type.FLOAT64, new double[] {5e-324, 1e-310, 1e-300, 1e-150, 1, 1e150, 1e300});
        SCALES.put(Elements.Type.FLOAT32, new double[] {1e-45, 1e-40, 1e-38, 1e-20, 1, 1e20, 1e38});
        SCALES.put(Elements.Type.BFLOAT16, new double[] {1e-40, 1e-38, 1, 1e38});
        SCALES.put(Elements.Type.FLOAT16, new double[] {6e-8, 1e-4, 1, 6e4});
    }

    static final List<Law> ALL = List.of(
            new Law("finite gradients stay finite at every scale and in every type", FiniteLaws::finite),
            new Law(
                    "a zero gradient stays zero",
                    subject -> !subject.claims(Claim.Exemption.ADDS),
                    FiniteLaws::zeroStaysZero),
            new Law("float32 and float64 agree", FiniteLaws::typesAgree),
            new Law(
                    "a model without parameters, of one element or with an empty tensor is controlled like any other",
                    FiniteLaws::unusualShapes));

    private FiniteLaws() {}

    private static void finite(Subject subject) {
        SCALES.forEach((type, scales) -> {
            for (double scale : scales) {
                Run run = new Run(subject, type);
                for (long step = 1; step <= 8; step++) {
                    finite(run, step, scale);
                }
            }
            Run mixed = new Run(subject, type);
            for (int step = 1; step <= Run.STEPS; step++) {
                finite(mixed, step, scales[step % scales.length]);
            }
        });
    }

    private static void finite(Run run, long step, double scale) {
        run.apply(step, scale);
        String when = "step " + step + ", " + run.model.set.get(0).gradient().type() + " gradients of size " + scale;
        Numbers.requireFinite(when, run.model.gradients());
        Numbers.requireFinite(when + ", state", run.state());
    }

    private static void zeroStaysZero(Subject subject) {
        Run fresh = new Run(subject, Elements.Type.FLOAT64);
        fresh.model.fill(0);
        fresh.apply(1);
        requireZero("first step", fresh.model.gradients());
        Run run = new Run(subject, Elements.Type.FLOAT32);
        for (long step = 1; step <= Run.STEPS; step++) {
            if (step % 3 == 0) {
                run.model.fill(0);
                run.apply(step);
                requireZero("step " + step, run.model.gradients());
            } else {
                run.model.fill(step, 1);
                Elements one = run.model.set.get(0).gradient();
                one.write(0, new double[one.size()], one.size());
                String name = run.model.set.get(0).parameter().name();
                run.apply(step);
                requireZero("step " + step, Map.of(name, Numbers.values(run.model.gradients(), name)));
            }
        }
    }

    private static void requireZero(String when, Map<String, double[]> gradients) {
        gradients.forEach((name, values) -> assertThat(Numbers.largest(values))
                .as("%s: largest of %s", when, name)
                .isZero());
    }

    /** Within 1e-6 of the largest entry, or of the largest that the tensor ever had where earlier gradients are added. */
    private static void typesAgree(Subject subject) {
        Run wide = new Run(subject, Elements.Type.FLOAT64);
        Run narrow = new Run(subject, Elements.Type.FLOAT32);
        Map<String, Double> largest = new LinkedHashMap<>();
        for (long step = 1; step <= Run.STEPS; step++) {
            wide.model.fill(step, 1);
            wide.model.gradients().forEach((name, g) -> largest.merge(name, Numbers.largest(g), Math::max));
            Report inWide = wide.apply(step);
            Report inNarrow = narrow.apply(step, 1);
            assertThat(inNarrow.accepted()).as("step %d accepted", step).isEqualTo(inWide.accepted());
            Map<String, double[]> expected = wide.model.gradients();
            boolean adds = subject.claims(Claim.Exemption.ADDS);
            Numbers.requireClose(
                    "step " + step + " in float32",
                    narrow.model.gradients(),
                    expected,
                    name -> 1e-6
                            * (adds
                                    ? largest.getOrDefault(name, 0.0)
                                    : Numbers.largest(Numbers.values(expected, name))));
        }
    }

    private static void unusualShapes(Subject subject) {
        Map<String, List<Parameter>> models = new LinkedHashMap<>();
        models.put("no parameters", List.of());
        models.put("a scalar", List.of(Parameter.of("scalar")));
        models.put("one element", List.of(Parameter.of("one.weight", 1, 1)));
        models.put("an empty tensor", List.of(Parameter.of("none.weight", 0, 3)));
        models.put(
                "an empty tensor between others",
                List.of(
                        Parameter.of("one.weight", 2, 2),
                        Parameter.of("none.weight", 0, 3),
                        Parameter.of("two.bias", 1)));
        models.forEach((name, parameters) -> {
            Run run = new Run(subject.chain(), new Model(Elements.Type.FLOAT32, parameters));
            for (long step = 1; step <= 6; step++) {
                Report report = run.apply(step, 1e-3);
                Numbers.requireFinite(name, run.model.gradients());
                Numbers.requireFinite(name + ", state", run.state());
                if (run.model.set.layout().elements() == 0) {
                    assertThat(report.accepted()).as("%s: accepted", name).isTrue();
                    assertThat(report.normBefore()).as("%s: norm", name).isZero();
                    assertThat(report.normAfter()).as("%s: norm", name).isZero();
                }
            }
            run.control.load(run.control.save());
        });
    }
}
