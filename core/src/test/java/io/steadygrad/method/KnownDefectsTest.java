package io.steadygrad.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Defects that gradient methods have had elsewhere, each kept out by a test. */
class KnownDefectsTest {

    private static GradientSet set(double[]... gradients) {
        GradientSet.Builder builder = GradientSet.builder();
        for (int i = 0; i < gradients.length; i++) {
            builder.add(Parameter.of("t" + i, gradients[i].length), Elements.of(gradients[i]));
        }
        return builder.build();
    }

    private static double[] scalars(String expression, double... gradients) {
        double[] memory = new double[1];
        GradientSet set = set(memory);
        GradientControl control = GradientControl.of(expression, set.layout());
        double[] after = new double[gradients.length];
        for (int i = 0; i < gradients.length; i++) {
            memory[0] = gradients[i];
            control.apply(set, Step.of(i + 1));
            after[i] = memory[0];
        }
        return after;
    }

    /** DJL: Optimizer.clipGrad limits by {@code min(grad, clip)} only, so negative entries stay unlimited. */
    @Test
    void valueClipIsTwoSided() {
        assertThat(scalars("clip_by_value(2)", 7, -7, -2, -1e30)).containsExactly(2, -2, -2, -2);
    }

    /** DeepSpeed: norms of order p are combined over tensors as if p were 2. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 1.5, 2, 3, 7.5})
    void aNormOfOrderPOverSeveralTensorsIsTheNormOfAllEntries(double p) {
        double[] a = {1, -2};
        double[] b = {4};
        double expected = Math.pow(1 + Math.pow(2, p) + Math.pow(4, p), 1 / p);
        GradientControl.of("normalize(norm=lp(" + p + "))", set(a, b).layout()).apply(set(a, b), Step.of(1));
        assertThat(a).containsExactly(new double[] {1 / expected, -2 / expected}, within(1e-12));
        assertThat(b).containsExactly(new double[] {4 / expected}, within(1e-12));
    }

    /** Public AdaNorm code that starts e at the first norm or compares the wrong way never amplifies; at zero it divides 0/0. */
    @Test
    void adanormAmplifiesAndZeroStaysZero() {
        double[] after = scalars("adanorm(0.5)", 8, 1, 0, 1);
        assertThat(after[0]).isEqualTo(8);
        assertThat(after[1]).as("e = .5 * 4 + .5 * 1").isEqualTo(2.5, within(1e-12));
        assertThat(after[2]).isZero();
        assertThat(after[3]).as("e = .5 * 2.5 + .5 * 1, the zero left out").isEqualTo(1.75, within(1e-12));
    }

    /** ZClip, AutoClip and OLMo's SkipStepOptimizer put a NaN into their statistics, after which no spike is ever found. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zclip(warmup=4, max_norm=inf)",
                "autoclip(50)",
                "skip_spikes(window=4)",
                "adagc(warmup=2)",
                "ema_clip"
            })
    void oneNanDoesNotSwitchOffTheSearchForSpikes(String expression) {
        double[] memory = new double[1];
        GradientSet set = set(memory);
        GradientControl control = GradientControl.of(expression, set.layout());
        double[] gradients = {.9, 1, 1.1, 1, Double.NaN, 1, Double.POSITIVE_INFINITY, 1, 1000};
        Report last = null;
        for (int i = 0; i < gradients.length; i++) {
            memory[0] = gradients[i];
            last = control.apply(set, Step.of(i + 1));
        }
        assertThat(last).isNotNull();
        if (last.accepted()) {
            assertThat(memory[0]).isLessThan(3);
        } else {
            assertThat(last.reason()).contains("spike");
        }
    }

    /** Optax: clip_by_global_norm(0) of a zero gradient computes 0/0; a maximum of 0 is no clip at all, but an eraser. */
    @Test
    void aNormOfZeroMakesNoNanAndAMaximumOfZeroIsRefused() {
        for (String expression : new String[] {
            "clip_by_global_norm(1e-300)",
            "clip_by_norm(1)",
            "normalize",
            "limit_max(1)",
            "amplify(1)",
            "renormalize_param"
        }) {
            assertThat(scalars(expression, 0, -0.0)).as(expression).containsExactly(0, -0.0);
        }
        assertThatThrownBy(() -> MethodExpression.parse("clip_by_global_norm(0)"))
                .hasMessageContaining("max_norm must be greater than 0");
    }

    /** PyTorch: clip_grad_norm_(parameters, -1) multiplies by a negative number, and the descent climbs. */
    @Test
    void aNegativeMaximumIsRefused() {
        for (String method :
                new String[] {"clip_by_norm", "clip_by_global_norm", "clip_by_value", "limit_max", "scale"}) {
            assertThatThrownBy(() -> MethodExpression.parse(method + "(-1)"))
                    .as(method)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
        }
    }

    /** Libraries that sum squares in float32 find an infinite norm here and take healthy gradients for an explosion. */
    @Test
    void aFloat32NormDoesNotOverflow() {
        float[] gradient = new float[100];
        Arrays.fill(gradient, 1e20f);
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 100), Elements.of(gradient))
                .build();
        Report report = GradientControl.of("skip_large(1e22) | clip_by_global_norm(1e20)", set.layout())
                .apply(set, Step.of(1));
        assertThat(report.accepted()).isTrue();
        assertThat(report.normBefore()).isEqualTo(1e21, within(1e14));
        assertThat(gradient[99]).isEqualTo(1e19f, within(1e13f));
    }

    /** Summing 25 million squares of 0.001 one after the other in float32 gives a norm that is 1.4 % too small. */
    @Test
    void aFloat32NormOfManyEntriesKeepsItsDigits() {
        float[] gradient = new float[25_000_000];
        Arrays.fill(gradient, 0.001f);
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", gradient.length), Elements.of(gradient))
                .build();
        GradientControl control = GradientControl.of("skip_large(10)", set.layout());
        double exact = 5000 * (double) 0.001f;
        assertThat(control.observe(set).normBefore()).isEqualTo(exact, within(1e-9));
    }

    /** A list of a model's tensors names a tied weight once per layer that uses it; its gradient is one vector all the same. */
    @Test
    void tiedWeightsAreCountedOnce() {
        double[] shared = {3, 4};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("encoder.weight", 2), Elements.of(shared), null, "address 1")
                .add(Parameter.of("decoder.weight", 2), Elements.of(shared), null, "address 1")
                .add(Parameter.of("bias", 1), Elements.of(new double[] {12}), null, "address 2")
                .build();
        assertThat(set.size()).isEqualTo(2);
        Report report =
                GradientControl.of("clip_by_global_norm(6.5)", set.layout()).apply(set, Step.of(1));
        assertThat(report.normBefore()).isEqualTo(13);
        assertThat(shared).as("scaled once").containsExactly(1.5, 2);
    }

    /** Training loops that clip after every backward pass clip each micro-batch, not the gradient that is used. */
    @Test
    void clippingSeesTheAccumulatedGradient() {
        double[] g = {2, 0};
        GradientSet set = set(g);
        GradientControl control =
                GradientControl.of("accumulate(2, mean=false) | clip_by_global_norm(2.5)", set.layout());
        Report first = control.apply(set, Step.of(1));
        assertThat(first.pending()).isTrue();
        assertThat(first.steps()).isFalse();
        assertThat(g).containsExactly(0, 0);
        g[1] = 1.5;
        Report second = control.apply(set, Step.of(2));
        assertThat(second.engaged()).isTrue();
        assertThat(g).containsExactly(2, 1.5);
        g[0] = 6;
        g[1] = 0;
        control.apply(set, Step.of(3));
        g[0] = 0;
        g[1] = 8;
        control.apply(set, Step.of(4));
        assertThat(g).as("norm 10 brought to 2.5").containsExactly(new double[] {1.5, 2}, within(1e-12));
    }

    /** Frameworks read a threshold of 0 as "do not clip" in one place and erase every gradient in another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "clip_by_value(0)",
                "clip_by_norm(0)",
                "clip_by_global_norm(0)",
                "clip_by_block_rms(0)",
                "limit_max(0)",
                "agc(0)",
                "amplify(0)",
                "article(0)",
                "sign(0)",
                "scale(0)",
                "normalize(scale=0)",
                "skip_large(0)",
                "zclip(max_norm=0)",
                "adagc(abs=0)"
            })
    void aThresholdOfZeroIsRefusedAndOffHasAName(String expression) {
        assertThatThrownBy(() -> MethodExpression.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be greater than 0")
                .hasMessageContaining("to change nothing, use 'identity'");
    }

    /** AdaGC, algorithm 1: gamma = min(gamma, norm) in the warm-up; one norm of 0 and every later limit is 0. */
    @Test
    void oneZeroGradientInAdagcsWarmUpDoesNotEraseTheTensor() {
        assertThat(scalars("adagc(rel=1.5, abs=10, beta=0.5, warmup=3)", 2, 0, 3, 2, 9))
                .as("gamma is 2 after the warm-up and after 2; 9 is limited to 3")
                .containsExactly(new double[] {2, 0, 3, 2, 3}, within(1e-12));
        assertThat(scalars("adagc(abs=10, warmup=2)", 0, 0, 5, 1)).containsExactly(0, 0, 5, 1);
    }
}
