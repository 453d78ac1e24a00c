package io.steadygrad.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "clip_by_value(2); band(low=0.0, high=2.0)",
                "amplify(0.1, scope=layer); band(low=0.1, high=inf, scope=layer, max_factor=1000.0, floor=1e-30)",
                "band(0.5, 2, scope=unit, norm=lp(3), max_factor=10); band(low=0.5, high=2.0, scope=unit, norm=lp(3.0), max_factor=10.0)",
                "adanorm(decay=0.95); adanorm",
                "zclip(max_norm=inf, spike=mean); zclip(max_norm=inf, spike=mean)",
                "accumulate(4, mean=false); accumulate(every=4, mean=false)",
                "gradient_amplification(layers=\"conv*\", from_epoch=2); gradient_amplification(layers=\"conv*\", from_epoch=2)",
                "on_steps(3, inf, 1, scale(2) | zero_nans); on_steps(from=3, to=inf, every=1, chain=scale(factor=2.0) | zero_nans)",
                "per_group(\"a*\"=scale(2), default=agc); per_group(\"a*\"=scale(factor=2.0), default=agc)",
                "zero_nans | scale(3); zero_nans | scale(factor=3.0)",
            })
    void methodsAreWrittenWithoutTheirDefaultsAndReadBackTheSame(String written, String text) {
        MethodExpression expression = MethodExpression.parse(written);

        assertThat(MethodText.of(expression.chain())).isEqualTo(text);
        assertThat(MethodExpression.parse(text).chain()).isEqualTo(expression.chain());
    }

    @Test
    void aMethodThatFollowsAScheduleIsWrittenWithIt() {
        assertThat(MethodText.of(
                        MethodExpression.parse("scale(linear(1, 2, 10))").chain()))
                .isEqualTo("scale(factor=linear(1.0, 2.0, 10.0))");
    }
}
