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
import io.steadygrad.optimizer.Adam;
import io.steadygrad.optimizer.Descent;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombinedMethodsTest {
    private static final Offset<Double> TINY = within(1e-12);
    private final double[] weight = {3, 4};
    private final double[] bias = {12};
    private final double[] head = {0.3, 0.4};
    private final GradientSet set = GradientSet.builder()
            .add(Parameter.of("body.weight", 2), Elements.of(weight), Elements.of(new double[2]))
            .add(Parameter.of("body.bias", 1), Elements.of(bias), Elements.of(new double[1]))
            .add(Parameter.of("head.weight", 2), Elements.of(head), Elements.of(new double[2]))
            .build();

    @Test
    void eachGroupOfParametersHasItsOwnChainAndItsOwnNorms() {
        Report report = GradientControl.of(
                        "per_group(\"*.weight\"=clip_by_global_norm(1), \"head.*\"=scale(7), default=clip_by_value(5))",
                        set.layout())
                .apply(set, Step.of(1));
        double norm = Math.sqrt(25.25);
        assertThat(weight).containsExactly(new double[] {3 / norm, 4 / norm}, TINY);
        assertThat(head).as("the first match wins").containsExactly(new double[] {.3 / norm, .4 / norm}, TINY);
        assertThat(bias).containsExactly(5);
        assertThat(report.normAfter()).isEqualTo(Math.sqrt(26), TINY);
        assertThat(report.factor()).isNaN();
        assertThat(report.engagements()).hasSize(2);
        assertThat(report.engagements().get(1).names()).containsExactly("body.bias");
    }

    @Test
    void aGroupsFactorsRideIntoTheOptimizersPass() {
        Descent descent = new Descent(new Adam(0.1, 0.9, 0.999, 1e-8, 0), set);
        Report report = GradientControl.of("per_group(\"body.*\"=clip_by_global_norm(1))", set.layout())
                .step(set, Step.of(1), descent);
        assertThat(weight).containsExactly(3, 4);
        assertThat(report.normAfter()).isEqualTo(Math.sqrt(1.25), TINY);
    }

    @Test
    void aNanInAnyGroupRejectsTheWholeStep() {
        head[0] = Double.NaN;
        GradientControl control = GradientControl.of("per_group(\"body.*\"=clip_by_norm(1))", set.layout());
        assertThat(control.apply(set, Step.of(1)).accepted()).isFalse();
        assertThat(weight).containsExactly(3, 4);
    }

    @Test
    void aChainRunsOnItsStepsOnly() {
        GradientControl control = GradientControl.of("on_steps(2, 6, 2, scale(2))", set.layout());
        List<Long> engaged = new ArrayList<>();
        for (int step = 1; step <= 8; step++) {
            if (control.apply(set, Step.of(step)).engaged()) {
                engaged.add((long) step);
            }
        }
        assertThat(engaged).containsExactly(2L, 4L, 6L);
        assertThat(bias[0]).isEqualTo(96);
    }

    @Test
    void anyNumberMayFollowASchedule() {
        double[] g = {0};
        GradientSet one =
                GradientSet.builder().add(Parameter.of("w", 1), Elements.of(g)).build();
        GradientControl control = GradientControl.of("clip_by_value(linear(4, 2, 2))", one.layout());
        double[] limits = new double[4];
        for (int i = 0; i < 4; i++) {
            g[0] = 100;
            control.apply(one, Step.of(i + 1));
            limits[i] = g[0];
        }
        assertThat(limits).containsExactly(4, 3, 2, 2);
        g[0] = 100;
        GradientControl.of("clip_by_value(warmup(8, 4))", one.layout()).apply(one, Step.of(1));
        assertThat(g[0]).isEqualTo(2);
        g[0] = 100;
        GradientControl.of("clip_by_value(cosine(4, 2, 2))", one.layout()).apply(one, Step.of(2));
        assertThat(g[0]).isEqualTo(3, TINY);
        assertThatThrownBy(() -> MethodExpression.parse("clip_by_value(linear(4, 0, 2))"))
                .hasMessageContaining("limit must be greater than 0");
    }

    @Test
    void theLossScaleGrowsOnCleanStepsAndBacksOffOnOthers() {
        double[] g = {8};
        GradientSet one =
                GradientSet.builder().add(Parameter.of("w", 1), Elements.of(g)).build();
        GradientControl control = GradientControl.of("dynamic_loss_scale(4, 2, .25, 2)", one.layout());
        assertThat(control.lossScale()).isEqualTo(4);
        double[] gradients = {8, 8, Double.POSITIVE_INFINITY, Double.NaN, 8, 8};
        double[] scales = new double[6];
        for (int i = 0; i < 6; i++) {
            g[0] = gradients[i];
            double before = control.lossScale();
            Report report = control.apply(one, Step.of(i + 1));
            scales[i] = control.lossScale();
            if (report.accepted()) {
                assertThat(g[0]).isEqualTo(gradients[i] / before);
            }
        }
        assertThat(scales).containsExactly(4, 8, 2, .5, .5, 1);
    }

    @Test
    void hysteresisWaitsForSeveralBadSteps() {
        double[] g = {Double.NaN};
        GradientSet one =
                GradientSet.builder().add(Parameter.of("w", 1), Elements.of(g)).build();
        GradientControl control = GradientControl.of("dynamic_loss_scale(hysteresis=2)", one.layout());
        control.apply(one, Step.of(1));
        assertThat(control.lossScale()).isEqualTo(65536);
        control.apply(one, Step.of(2));
        assertThat(control.lossScale()).isEqualTo(32768);
    }

    @Test
    void stableSpamLimitsSpikesAndLevelsNorms() {
        double[] g = {3, 4};
        GradientSet one = GradientSet.builder()
                .add(Parameter.of("w", 2), Elements.of(g), Elements.of(new double[2]))
                .build();
        GradientControl control =
                GradientControl.of("stable_spam(gamma1=0.5, gamma2=0.5, gamma3=0.5, eps=0)", one.layout());
        control.apply(one, Step.of(1));
        assertThat(g).as("first step: unit norm").containsExactly(new double[] {.6, .8}, TINY);
        g[0] = 3;
        g[1] = 40;
        control.apply(one, Step.of(2));
        // m = .5*2 + .5*40 = 21 -> m^ = 21/.75 = 28; 40 -> 28, 3 stays; n = sqrt(9 + 784)
        double n = Math.sqrt(793);
        double a = (.5 * .5 * 5 + .5 * n) / .75;
        double b = (.5 * .5 * 25 + .5 * 793) / .75;
        double factor = a / (Math.sqrt(b) * n);
        assertThat(g).containsExactly(new double[] {3 * factor, 28 * factor}, TINY);
    }

    @Test
    void stableSpamResetsTheOptimizersMomentsAtIntervals() {
        double[] g = {1};
        GradientSet one = GradientSet.builder()
                .add(Parameter.of("w", 1), Elements.of(g), Elements.of(new double[1]))
                .build();
        GradientControl control = GradientControl.of("stable_spam(interval=2)", one.layout());
        Descent descent = new Descent(new Adam(0.1, 0.9, 0.999, 1e-8, 0), one);
        long[] steps = new long[5];
        for (int i = 0; i < 5; i++) {
            g[0] = 1;
            control.step(one, Step.of(i + 1), descent);
            steps[i] = descent.steps();
        }
        assertThat(steps).containsExactly(1, 2, 1, 2, 1);
    }

    @Test
    void historiesInsideBranchesAreSavedToo() {
        String expression =
                "per_group(\"body.*\"=ema_clip(beta=0.5) | adanorm, default=on_steps(1, inf, 2, zclip(warmup=2)))";
        GradientControl control = GradientControl.of(expression, set.layout());
        control.apply(set, Step.of(1));
        GradientControl resumed = GradientControl.of(expression, set.layout());
        resumed.load(control.save());
        double[][] results = new double[2][];
        for (int run = 0; run < 2; run++) {
            weight[0] = 300;
            weight[1] = 1;
            bias[0] = 0.01;
            head[0] = 5;
            head[1] = 1;
            (run == 0 ? control : resumed).apply(set, Step.of(3));
            results[run] = new double[] {weight[0], bias[0], head[0]};
        }
        assertThat(results[1]).containsExactly(results[0]);
        assertThat(results[0][0]).isLessThan(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "clip_by_norm(1) | accumulate(2);head of a chain",
                "per_group(\"a\"=accumulate(2));head of the outer chain",
                "per_group();per_group needs '\"PATTERN\"=...'",
                "per_group(\"a\"=clip_by_norm(1), \"a\"=sign);given twice",
                "clip_by_norm(\"a\"=1);takes no \"pattern\"=value",
                "on_steps(5, 2, 1, sign);to must be at least 5",
                "on_steps(1, 2, 1, sgn);did you mean 'sign'",
                "clip_by_value(linear(1, 2));linear needs 'steps'",
            })
    void refusesWhatMakesNoSense(String expression, String message) {
        assertThatThrownBy(() -> MethodExpression.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
