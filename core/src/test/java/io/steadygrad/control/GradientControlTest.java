package io.steadygrad.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientControlTest {
    private static final Offset<Double> TINY = within(1e-12);

    /** Tensors of one layer each, called a, b, c ... */
    static GradientSet set(double[]... tensors) {
        GradientSet.Builder builder = GradientSet.builder();
        char name = 'a';
        for (double[] tensor : tensors) {
            double[] weight = new double[tensor.length];
            Arrays.fill(weight, 1);
            builder.add(Parameter.of(String.valueOf(name++), tensor.length), Elements.of(tensor), Elements.of(weight));
        }
        return builder.build();
    }

    static double[] controlled(String expression, double... gradient) {
        GradientSet set = set(gradient);
        GradientControl.of(expression, set.layout()).apply(set, new Step(1, 1, null, null));
        return gradient;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "clip_by_global_norm(1); 3 4; 0.6 0.8",
                "clip_by_global_norm(5); 3 4; 3 4",
                "clip_by_value(1); -3 .5 1; -1 .5 1",
                "clip_by_block_rms(2); 3 4; 1.697056274847714 2.262741699796952",
                "limit_max(2); 3 4; 1.5 2",
                "limit_max(inf); 3 4; 3 4",
                "amplify(10); 3 4; 6 8",
                "amplify(1e9); 3 4; 3000 4000",
                "amplify(1e9, max_factor=inf); 3 4; 6e8 8e8",
                "amplify(1); 0 0; 0 0",
                "amplify(1); 1e-31 0; 1e-31 0",
                "band(1, 2); 0.5 -0.5 1.5 3 -3 0; 1 -1 1.5 2 -2 0",
                "band(1, 2, scope=global); 0.3 0.4; 0.6 0.8",
                "article; 5 -0.001 0; 0.1 -0.1 0",
                "article(1, reading=max); 5 -2.5 0; 1 -0.5 0",
                "article(1, reading=norm); 3 4; 0.6 0.8",
                "article(1, reading=add); 3 -4 0; 4 -5 0",
                "normalize; 3 4; 0.6 0.8",
                "normalize(scale=10, norm=l1); 3 -7; 3 -7",
                "normalize(scale=5, norm=linf); 3 -10; 1.5 -5",
                "sign; 3 -4 0; 1 -1 0",
                "sign(0.5); 3 -4 0; .5 -.5 0",
                "scale(2); 3 -4; 6 -8",
                "zero_nans; NaN 4; 0 4",
                "centralize; 1 2; 1 2",
                "identity; NaN 4; NaN 4",
                "scale(10) | clip_by_global_norm(1); 3 4; 0.6 0.8",
                "clip_by_value(1) | normalize; 3 4; 0.7071067811865475 0.7071067811865475",
                "gradient_amplification(ratio=1, factor=3); 1 2; 3 6",
                "gradient_amplification(ratio=1, from_epoch=2); 1 2; 1 2",
            })
    void computesTheFormula(String expression, String before, String after) {
        assertThat(controlled(expression, numbers(before))).containsExactly(numbers(after), within(1e-14));
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.strip().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "lp(0.5),51.78460969082653",
        "l1,19",
        "lp(1.5),14.421287235242605",
        "l2,13",
        "lp(3),12.207054953820636",
        "linf,12"
    })
    void measuresNormsOfAnyOrderOverAllTensors(String norm, double expected) {
        GradientSet set = set(new double[] {3, 4}, new double[] {12});
        Report report = GradientControl.of("clip_by_global_norm(1, norm=" + norm + ")", set.layout())
                .apply(set, Step.of(1));
        assertThat(1 / report.factor()).isEqualTo(expected, TINY);
        assertThat(report.normBefore()).isEqualTo(13);
    }

    @Test
    void aControlThatObservesFindsTheSameNormsAndTheEntriesBesideThem() {
        double[] values = new java.util.Random(5).doubles(1000, -1, 1).toArray();
        values[7] = 0;
        Layout layout = set(values.clone()).layout();
        GradientControl plain = GradientControl.of("clip_by_global_norm(1)", layout);
        GradientControl observing = GradientControl.of("clip_by_global_norm(1)", layout);
        observing.observing();

        Report fast = plain.apply(set(values.clone()), Step.of(1));
        Report full = observing.apply(set(values.clone()), Step.of(1));

        assertThat(full.normBefore()).isEqualTo(fast.normBefore());
        assertThat(full.normAfter()).isEqualTo(fast.normAfter());
        assertThat(observing.observe(set(values.clone())).measurements().zeros(0))
                .isEqualTo(1);
        assertThatThrownBy(() -> full.measurements().zeros(0)).hasMessageContaining("No zeros were measured");
        assertThat(full.measurements().largest(0)).isBetween(0.99, 1.0);
        assertThatThrownBy(() -> fast.measurements().largest(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Needs.ENTRIES");
    }

    @Test
    void aNormExactlyAtTheThresholdIsLeftAloneBitForBit() {
        GradientSet set = set(new double[] {3, 4}, new double[] {12});
        Report report =
                GradientControl.of("clip_by_global_norm(13)", set.layout()).apply(set, Step.of(1));
        assertThat(report.engaged()).isFalse();
        assertThat(report.normAfter()).isEqualTo(13);
        assertThat(set.get(1).gradient().toArray()).containsExactly(12);
    }

    @Test
    void normsNeitherOverflowNorUnderflow() {
        float[] large = new float[100];
        Arrays.fill(large, 1e20f);
        GradientSet floats = GradientSet.builder()
                .add(Parameter.of("a", 100), Elements.of(large))
                .build();
        GradientControl clip = GradientControl.of("clip_by_global_norm(1)", floats.layout());
        assertThat(clip.apply(floats, Step.of(1)).normBefore()).isEqualTo(1e21, within(1e14));
        assertThat(large[0]).isEqualTo(0.1f);

        double[] huge = new double[10];
        Arrays.fill(huge, 2e200);
        GradientSet doubles = set(huge);
        GradientControl control =
                GradientControl.of("clip_by_norm(1) | clip_by_norm(0.5, scope=unit)", doubles.layout());
        assertThat(control.apply(doubles, Step.of(1)).normBefore()).isEqualTo(6.324555320336759e200, within(1e187));
        assertThat(huge[3]).isEqualTo(0.5 / Math.sqrt(10), TINY);

        assertThat(controlled("normalize", 3e-300, 4e-300)).containsExactly(new double[] {0.6, 0.8}, TINY);
        assertThat(controlled("normalize", 5e-324, 0)).containsExactly(new double[] {1, 0}, TINY);
        assertThat(controlled("normalize(norm=lp(100))", 1e10, 0)).containsExactly(new double[] {1, 0}, TINY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unit", "tensor", "layer", "group", "global"})
    void eachScopeSharesOneFactor(String scope) {
        double[] weight = {3, 4, 30, 40};
        double[] bias = {0, 12};
        double[] other = {1};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("one.weight", 2, 2), Elements.of(weight))
                .add(Parameter.of("one.bias", 2), Elements.of(bias))
                .add(Parameter.of("two.bias", 1).inGroup("heads"), Elements.of(other))
                .build();
        GradientControl.of("normalize(scope=" + scope + ")", set.layout()).apply(set, Step.of(1));
        double tensor = Math.sqrt(2525);
        double layer = Math.sqrt(2525 + 144);
        double global = Math.sqrt(2525 + 144 + 1);
        double[] expected = switch (scope) {
            case "unit" -> new double[] {.6, .8, .6, .8, 0, 1, 1};
            case "tensor" -> new double[] {3 / tensor, 4 / tensor, 30 / tensor, 40 / tensor, 0, 1, 1};
            case "layer", "group" -> new double[] {3 / layer, 4 / layer, 30 / layer, 40 / layer, 0, 12 / layer, 1};
            default -> new double[] {3 / global, 4 / global, 30 / global, 40 / global, 0, 12 / global, 1 / global};
        };
        double[] all = {weight[0], weight[1], weight[2], weight[3], bias[0], bias[1], other[0]};
        assertThat(all).containsExactly(expected, TINY);
    }

    @Test
    void unitsMayLieAlongTheLastAxis() {
        double[] weight = {3, 30, 4, 40};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 2, 2).unitsLast(), Elements.of(weight))
                .build();
        GradientControl.of("normalize(scope=unit)", set.layout()).apply(set, Step.of(1));
        assertThat(weight).containsExactly(new double[] {.6, .6, .8, .8}, TINY);
        double[] means = {1, 2, 3, 4};
        GradientSet centred = GradientSet.builder()
                .add(Parameter.of("w", 2, 2), Elements.of(means))
                .build();
        GradientControl.of("centralize", centred.layout()).apply(centred, Step.of(1));
        assertThat(means).containsExactly(-.5, .5, -.5, .5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void everyChainButIdentityRejectsNonFiniteSteps(double bad) {
        for (String name : MethodCatalog.methods().names()) {
            if (java.util.List.of("identity", "allow_non_finite", "error_on_non_finite")
                            .contains(name)
                    || (name.equals("zero_nans") && Double.isNaN(bad))) {
                continue;
            }
            String expression = withRequired(name);
            double[] first = {1, bad};
            double[] last = {2, bad};
            GradientSet set = set(first, last);
            Report report = GradientControl.of(expression, set.layout()).apply(set, new Step(1, 1, null, null));
            assertThat(report.accepted()).as(expression).isFalse();
            assertThat(report.nonFinite().tensors()).containsExactly("b", "a");
            assertThat(report.nonFinite().total()).isEqualTo(2);
            assertThat(first).containsExactly(1, bad);
            assertThat(last).containsExactly(2, bad);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero_nans", "zero_nans | scale(2)", "scale(2) | zero_nans | sign"})
    void anInfinityBesideANanIsStillRejected(String expression) {
        double[] gradient = {Double.NaN, Double.POSITIVE_INFINITY, 1};
        GradientSet set = set(gradient);
        Report report = GradientControl.of(expression, set.layout()).apply(set, Step.of(1));
        assertThat(report.accepted()).isFalse();
        assertThat(gradient).containsExactly(Double.NaN, Double.POSITIVE_INFINITY, 1);
    }

    @Test
    void aMethodThatFollowsAScheduleIsReportedUnderItsName() {
        GradientSet set = set(new double[] {3, 4});
        Report report = GradientControl.of("clip_by_norm(linear(1, 2, 10)) | per_group(\"*\"=scale(2))", set.layout())
                .apply(set, Step.of(1));
        assertThat(report.engagements()).extracting(Report.Engagement::method).containsExactly("clip_by_norm", "scale");
        assertThat(report.reason()).startsWith("clip_by_norm: ");
    }

    @Test
    void aTensorWithoutEntriesDoesNotMakeAFactorUneven() {
        GradientSet set = set(new double[] {3, 4}, new double[0]);
        Report report = GradientControl.of("clip_by_norm(1)", set.layout()).apply(set, Step.of(1));
        assertThat(report.factor()).isEqualTo(0.2, TINY);
    }

    private static String withRequired(String name) {
        return name
                + switch (name) {
                    case "band" -> "(1, 2)";
                    case "accumulate" -> "(2)";
                    case "per_group" -> "(\"*\"=clip_by_norm(1))";
                    case "on_steps" -> "(1, 9, 1, clip_by_norm(1))";
                    default ->
                        MethodCatalog.methods().signature(name, 1).parameters().stream()
                                        .anyMatch(io.steadygrad.spec.Signature.Slot::required)
                                ? "(1.5)"
                                : "";
                };
    }

    @Test
    void tenRejectionsInARowEndTheRunAndAnAcceptedStepStartsTheCountAnew() {
        double[] gradient = {Double.NaN};
        GradientSet set = set(gradient);
        GradientControl control = GradientControl.of("skip_non_finite(3)", set.layout());
        assertThat(control.apply(set, Step.of(1)).accepted()).isFalse();
        assertThat(control.apply(set, Step.of(2)).accepted()).isFalse();
        gradient[0] = 1;
        assertThat(control.apply(set, Step.of(3)).accepted()).isTrue();
        gradient[0] = Double.NaN;
        control.apply(set, Step.of(4));
        control.apply(set, Step.of(5));
        assertThatThrownBy(() -> control.apply(set, Step.of(6)))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("Step 6")
                .hasMessageContaining("1 NaN in tensor a")
                .hasMessageContaining("3 such steps in a row");
    }

    @Test
    void accumulateWaitsThenLetsTheChainSeeTheWholeOnce() {
        double[] gradient = {2, 0};
        GradientSet set = set(gradient);
        GradientControl control =
                GradientControl.of("accumulate(2, mean=false) | clip_by_global_norm(1)", set.layout());
        Report first = control.apply(set, Step.of(1));
        assertThat(first.pending()).isTrue();
        assertThat(first.steps()).isFalse();
        assertThat(gradient).containsExactly(0, 0);
        gradient[0] = 0;
        gradient[1] = 2;
        Report second = control.apply(set, Step.of(2));
        assertThat(second.steps()).isTrue();
        assertThat(gradient).containsExactly(new double[] {.70710678, .70710678}, within(1e-8));
        assertThat(second.normAfter()).isEqualTo(1, TINY);
    }

    @Test
    void aRejectedMicroBatchLeavesTheDivisorRight() {
        double[] gradient = {2};
        GradientSet set = set(gradient);
        GradientControl control = GradientControl.of("accumulate(2)", set.layout());
        control.apply(set, Step.of(1));
        gradient[0] = Double.NaN;
        assertThat(control.apply(set, Step.of(2)).accepted()).isFalse();
        gradient[0] = 4;
        control.apply(set, Step.of(3));
        assertThat(gradient[0]).isEqualTo(3);
    }

    @Test
    void aSavedControlContinuesBitForBit() {
        double[] gradient = {0.1, 0.7};
        GradientSet set = set(gradient);
        GradientControl control = GradientControl.of("accumulate(3)", set.layout());
        control.apply(set, Step.of(1));
        GradientControl resumed = GradientControl.of("accumulate(3)", set.layout());
        resumed.load(control.save());
        double[] results = new double[2];
        for (GradientControl each : new GradientControl[] {control, resumed}) {
            for (int step = 2; step <= 3; step++) {
                gradient[0] = step * 0.3;
                gradient[1] = step * 0.7;
                each.apply(set, Step.of(step));
            }
            results[each == control ? 0 : 1] = gradient[0];
        }
        assertThat(results[1]).isEqualTo(results[0]).isEqualTo((0.1 + 0.6 + 0.9) / 3, TINY);
        GradientControl other = GradientControl.of("clip_by_norm(1)", set.layout());
        assertThatThrownBy(() -> other.load(control.save())).hasMessageContaining("another chain");
    }

    @Test
    void finiteGradientsStayFiniteAtEveryScale() {
        for (String name : MethodCatalog.methods().names()) {
            for (double scale = 1e-45; scale < 3e38; scale *= 1e4) {
                float[] gradient = {(float) scale, (float) -scale / 3, 0, (float) (scale * 0.9)};
                GradientSet set = GradientSet.builder()
                        .add(Parameter.of("w", 2, 2), Elements.of(gradient), Elements.of(new float[] {1, 2, 3, 4}))
                        .build();
                GradientControl.of(withRequired(name), set.layout()).apply(set, new Step(1, 1, null, null));
                for (float g : gradient) {
                    assertThat(Float.isFinite(g)).as(name + " at " + scale).isTrue();
                }
            }
        }
    }

    @Test
    void anEmptySetHasNormZeroAndIsAccepted() {
        for (String name : MethodCatalog.methods().names()) {
            GradientSet set = GradientSet.builder().build();
            Report report = GradientControl.of(withRequired(name), set.layout()).apply(set, new Step(1, 1, null, null));
            assertThat(report.accepted()).as(name).isTrue();
            assertThat(report.normBefore()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "clip_by_global_norm(-1);max_norm must be greater than 0 (inf is allowed), was -1.0",
                "clip_by_global_norm(0);'identity'",
                "clip_by_value(0);limit must be greater than 0",
                "band(2, 1);low must not be above high",
                "band(-1, 1);low must be 0 or greater",
                "amplify(0);low must be greater than 0",
                "amplify(inf);finite",
                "scale(0);factor",
                "accumulate(0);every must be at least 1",
                "normalize(norm=lp(0));order of a norm",
                "normalize(norm=l3);one of l1, l2, linf, rms, lp(p)",
                "gradient_amplification(ratio=2);ratio must be from 0 to 1",
                "clip_by_globl_norm(1);did you mean 'clip_by_global_norm'?",
            })
    void refusesWhatMakesNoSense(String expression, String message) {
        assertThatThrownBy(() -> MethodExpression.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void everyMethodHasAPageWithFormulaAndSource() {
        for (String name : MethodCatalog.methods().names()) {
            var page = MethodCatalog.page(name);
            assertThat(page.summary()).as(name).isNotBlank().doesNotContain("@", "<");
            assertThat(page.formula()).as(name).isNotBlank();
            assertThat(page.sections()).as(name).containsKey("Source");
        }
    }

    @Test
    void expressionsCanBeChangedAndWrittenInFull() {
        MethodExpression expression = MethodExpression.parse("zero_nans|clip_by_norm(1, scope=layer)");
        assertThat(expression).hasToString("zero_nans | clip_by_norm(max_norm=1.0, scope=layer)");
        assertThat(expression.with("max_norm", "0.5"))
                .hasToString("zero_nans | clip_by_norm(max_norm=0.5, scope=layer)");
        assertThat(expression.resolved()).isEqualTo("zero_nans | clip_by_norm(max_norm=1.0, norm=l2, scope=layer)");
        assertThatThrownBy(() -> expression.with("maxnorm", "1")).hasMessageContaining("did you mean 'max_norm'");
        assertThatThrownBy(() -> expression.with("max_norm", "-1")).hasMessageContaining("max_norm must be");
    }

    @Test
    void theNormAfterIsOfWhatMemoryHoldsWhereItSaturates() {
        float[] values = {1e30f, 0};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 2), Elements.of(values))
                .build();

        Report report = GradientControl.of("scale(1e20)", set.layout()).apply(set, Step.of(1));

        assertThat(values[0]).isEqualTo(Float.MAX_VALUE);
        assertThat(report.normAfter()).isEqualTo(Float.MAX_VALUE);
    }

    @Test
    void aWrongExpressionIsRefusedWithItsColumn() {
        Layout layout = new Layout(List.of(Parameter.of("w", 1)));

        assertThatThrownBy(() -> GradientControl.of("sign | clip_by_nrom(1)", layout))
                .hasMessageEndingWith("(column 8 of 'sign | clip_by_nrom(1)')");
        assertThatThrownBy(() -> GradientControl.of("sign(", layout))
                .message()
                .containsOnlyOnce("(column 6 of 'sign(')");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "clip_by_value(1); entries above 1.0",
                "clip_by_global_norm(1); l2 norm nan, which cannot be compared with 1.0"
            })
    void theReasonOfAStepWithNanThatIsAllowedIsTrue(String method, String reason) {
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 2), Elements.of(new double[] {Double.NaN, 3}))
                .build();

        Report report =
                GradientControl.of("allow_non_finite | " + method, set.layout()).apply(set, new Step(1, 1, null, null));

        assertThat(report.reason()).endsWith(reason);
        assertThat(report.threshold()).isEqualTo(1);
    }
}
