package io.steadygrad.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of the original programs, and edges that no formula shows. */
class GoldenNumbersTest {
    private static final Offset<Double> TINY = within(1e-12);

    private final double[] weight = {0.3, -1.7, 2.2, 0.05, 4.1, -0.9};
    private final double[] bias = {-2.5, 0.7};
    private final GradientSet set = GradientSet.builder()
            .add(Parameter.of("layer.weight", 2, 3), Elements.of(weight))
            .add(Parameter.of("layer.bias", 2), Elements.of(bias))
            .build();

    /** PyTorch 1.13: torch.nn.utils.clip_grad_norm_([weight, bias], 2.0, norm_type) returned these norms (float64). */
    @ParameterizedTest
    @CsvSource({
        "lp(0.5),80.09779884010189",
        "l1,12.45",
        "lp(1.5),7.20738141995988",
        "l2,5.672962189191816",
        "lp(3),4.660175427952877",
        "linf,4.1"
    })
    void globalNormsAreThoseOfPyTorch(String norm, double expected) {
        Report report = GradientControl.of("clip_by_global_norm(2, norm=" + norm + ")", set.layout())
                .apply(set, Step.of(1));
        assertThat(2 / report.factor()).isEqualTo(expected, within(1e-11));
    }

    /** PyTorch 1.13: clip_grad_norm_(..., 2.0, norm_type=2) left weight[1][1] = 1.4454527072593593, bias[0] = -0.8813736019874142. */
    @Test
    void clippedGradientsAreThoseOfPyTorchUpToItsEpsilon() {
        GradientControl.of("clip_by_global_norm(2)", set.layout()).apply(set, Step.of(1));
        // PyTorch multiplies by 2 / (norm + 1e-6), this by 2 / norm.
        double epsilon = 5.672962189191816 / (5.672962189191816 + 1e-6);
        assertThat(weight[4] * epsilon).isEqualTo(1.4454527072593593, TINY);
        assertThat(bias[0] * epsilon).isEqualTo(-0.8813736019874142, TINY);
    }

    /** PyTorch 1.13: torch.nn.utils.clip_grad_value_([weight, bias], 1.2). */
    @Test
    void clippedValuesAreThoseOfPyTorch() {
        GradientControl.of("clip_by_value(1.2)", set.layout()).apply(set, Step.of(1));
        assertThat(weight).containsExactly(0.3, -1.2, 1.2, 0.05, 1.2, -0.9);
        assertThat(bias).containsExactly(-1.2, 0.7);
    }

    /** PyTorch 1.13: torch.renorm(weight, p=2, dim=0, maxnorm=2.0), which adds 1e-7 to a row's norm. */
    @Test
    void limitedRowsAreThoseOfPyTorch() {
        GradientControl.of("clip_by_norm(2, scope=unit)", set.layout()).apply(set, Step.of(1));
        double[] pytorch = {
            0.21455955428301146,
            -1.2158374742703983,
            1.573436731408751,
            0.023821342316416375,
            1.9533500699461426,
            -0.42878416169549477
        };
        assertThat(weight).containsExactly(pytorch, within(1.2e-7));
    }

    @ParameterizedTest
    @CsvSource({
        "13, tensor, l2",
        "13, global, l2",
        "17, tensor, l1",
        "12, layer, linf",
        "13, unit, l2",
        "12, element, l2"
    })
    void aMagnitudeExactlyOnTheBorderIsLeftAloneBitForBit(double high, String scope, String norm) {
        double[] g = scope.equals("element") ? new double[] {-12, 12} : new double[] {-12, 5};
        GradientSet one =
                GradientSet.builder().add(Parameter.of("w", 2), Elements.of(g)).build();
        for (String bounds : new String[] {"0, " + high, high + ", inf", high + ", " + high}) {
            Report report = GradientControl.of("band(" + bounds + ", " + scope + ", " + norm + ")", one.layout())
                    .apply(one, Step.of(1));
            assertThat(g[0]).isEqualTo(-12);
            assertThat(g[1]).isEqualTo(scope.equals("element") ? 12 : 5);
            assertThat(report.normAfter()).isEqualTo(report.normBefore());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"element", "unit", "tensor", "layer", "group", "global"})
    void tensorsWithoutEntriesChangeNothingAndScalarsAreOneUnit(String scope) {
        double[] scalar = {-8};
        GradientSet mixed = GradientSet.builder()
                .add(Parameter.of("none", 0), Elements.of(new double[0]))
                .add(Parameter.of("rows", 3, 0), Elements.of(new double[0]))
                .add(Parameter.of("some"), Elements.of(scalar))
                .build();
        Report report = GradientControl.of("band(2, 3, scope=" + scope + ")", mixed.layout())
                .apply(mixed, Step.of(1));
        assertThat(scalar).containsExactly(-3);
        assertThat(report.normBefore()).isEqualTo(8);
        assertThat(report.normAfter()).isEqualTo(3, TINY);
    }

    /** Only what has a gradient is in a set, so a frozen tensor neither counts in a norm nor is touched. */
    @Test
    void frozenParametersAreLeftOut() {
        GradientSet trained = GradientSet.builder()
                .add(Parameter.of("layer.bias", 2), Elements.of(bias))
                .build();
        Report report = GradientControl.of("normalize", trained.layout()).apply(trained, Step.of(1));
        assertThat(report.normBefore()).isEqualTo(Math.sqrt(6.74), TINY);
        assertThat(weight).containsExactly(0.3, -1.7, 2.2, 0.05, 4.1, -0.9);
    }

    /** g * min(1, max/norm) in plain arithmetic, as PyTorch and Optax compute it. */
    @Test
    void allowNonFiniteBehavesAsLibrariesDo() {
        double[] infinite = {3, Double.POSITIVE_INFINITY};
        control("allow_non_finite | clip_by_global_norm(1)", infinite);
        assertThat(infinite).containsExactly(0, Double.NaN);
        double[] nan = {3, Double.NaN};
        control("allow_non_finite | clip_by_global_norm(1)", nan);
        assertThat(nan).containsOnly(Double.NaN);
        double[] values = {Double.NEGATIVE_INFINITY, Double.NaN, 0.5};
        control("allow_non_finite | clip_by_value(1)", values);
        assertThat(values).containsExactly(-1, Double.NaN, 0.5);
    }

    @Test
    void zeroNansLeavesInfinitiesToTheGuard() {
        double[] g = {Double.NaN, 2};
        assertThat(control("zero_nans | scale(3)", g).accepted()).isTrue();
        assertThat(g).containsExactly(0, 6);
        double[] infinite = {Double.POSITIVE_INFINITY, 2};
        assertThat(control("zero_nans | scale(3)", infinite).accepted()).isFalse();
        assertThat(infinite).containsExactly(Double.POSITIVE_INFINITY, 2);
    }

    @Test
    void aGroupMayCleanItsOwnNansWhileOthersStayGuarded() {
        String expression = "per_group(\"layer.bias\"=zero_nans | clip_by_value(1))";
        bias[0] = Double.NaN;
        assertThat(GradientControl.of(expression, set.layout())
                        .apply(set, Step.of(1))
                        .accepted())
                .isTrue();
        assertThat(bias).containsExactly(0, 0.7);
        weight[2] = Double.NaN;
        assertThat(GradientControl.of(expression, set.layout())
                        .apply(set, Step.of(1))
                        .accepted())
                .isFalse();
        assertThatThrownBy(() -> GradientControl.of("per_group(\"a\"=skip_non_finite(3))", set.layout()))
                .hasMessageContaining("put it into the outer chain");
    }

    @Test
    void guardsGiveTheRunUpWhenTheySayTheyDo() {
        double[] g = {Double.NaN};
        assertThatThrownBy(() -> control("error_on_non_finite", g)).isInstanceOf(RunFailedException.class);
        GradientSet one =
                GradientSet.builder().add(Parameter.of("w", 1), Elements.of(g)).build();
        GradientControl control = GradientControl.of("skip_non_finite(2)", one.layout());
        assertThat(control.apply(one, Step.of(1)).accepted()).isFalse();
        assertThatThrownBy(() -> control.apply(one, Step.of(2)))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("2 such steps in a row");
    }

    @Test
    void skipLargeAcceptsItsLimit() {
        assertThat(control("skip_large(5)", 3, 4).accepted()).isTrue();
        assertThat(control("skip_large(4.999999)", 3, 4).accepted()).isFalse();
    }

    @Test
    void noiseHasTheStandardDeviationOfItsStep() {
        int n = 200_000;
        for (long step : new long[] {1, 10, 1000}) {
            double[] g = new double[n];
            GradientSet one = GradientSet.builder()
                    .add(Parameter.of("w", n), Elements.of(g))
                    .build();
            GradientControl.of("noise(0.01, gamma=0.55, seed=5)", one.layout()).apply(one, Step.of(step));
            double expected = 0.1 / Math.pow(step, 0.275);
            double mean = Arrays.stream(g).average().orElseThrow();
            double square = Arrays.stream(g).map(x -> x * x).average().orElseThrow();
            // The deviation of an estimated mean is sd / sqrt(n), that of an estimated sd is sd / sqrt(2 n); four of
            // each.
            assertThat(mean).isEqualTo(0, within(4 * expected / Math.sqrt(n)));
            assertThat(Math.sqrt(square)).isEqualTo(expected, within(4 * expected / Math.sqrt(2.0 * n)));
        }
    }

    @Test
    void gradientAmplificationDrawsItsShareAnewInEveryEpoch() {
        int layers = 20;
        double[][] gradients = new double[layers][];
        GradientSet.Builder builder = GradientSet.builder();
        for (int i = 0; i < layers; i++) {
            gradients[i] = new double[2];
            builder.add(Parameter.of("body." + i + ".weight", 2), Elements.of(gradients[i]));
        }
        double[] head = {1};
        GradientSet many =
                builder.add(Parameter.of("head.weight", 1), Elements.of(head)).build();
        GradientControl control = GradientControl.of(
                "gradient_amplification(layers=\"body.*\", ratio=0.3, factor=5, from_epoch=3, to_epoch=402, every=2, seed=9)",
                many.layout());
        int[] drawn = new int[layers];
        int step = 0;
        for (int epoch = 1; epoch <= 404; epoch++) {
            String first = "";
            for (int batch = 0; batch < 2; batch++) {
                Arrays.stream(gradients).forEach(g -> Arrays.fill(g, 1));
                control.apply(many, new Step(++step, epoch, null, null));
                StringBuilder chosen = new StringBuilder();
                for (double[] g : gradients) {
                    assertThat(g[0]).isEqualTo(g[1]).isIn(1.0, 5.0);
                    chosen.append(g[0] == 5 ? '1' : '0');
                }
                boolean active = epoch >= 3 && epoch <= 402 && (epoch - 3) % 2 == 0;
                assertThat(chosen.chars().filter(c -> c == '1').count()).isEqualTo(active ? 6 : 0);
                if (batch == 0) {
                    first = chosen.toString();
                } else {
                    assertThat(chosen).as("the same all through an epoch").hasToString(first);
                }
            }
            for (int i = 0; i < layers; i++) {
                drawn[i] += first.charAt(i) == '1' ? 1 : 0;
            }
        }
        assertThat(head).containsExactly(1);
        // 200 epochs, each layer in 0.3 of them: 60, with a deviation of 6.5.
        assertThat(Arrays.stream(drawn).boxed()).allMatch(times -> times >= 34 && times <= 86);
    }

    private static Report control(String expression, double... gradient) {
        GradientSet one = GradientSet.builder()
                .add(Parameter.of("w", gradient.length), Elements.of(gradient))
                .build();
        return GradientControl.of(expression, one.layout()).apply(one, Step.of(1));
    }
}
