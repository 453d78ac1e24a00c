package io.steadygrad.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void aFewDigitsSayEnough() {
        assertThat(Numbers.format(2.4936271842957, 3)).isEqualTo("2.49");
        assertThat(Numbers.format(13, 3)).isEqualTo("13");
        assertThat(Numbers.format(0.076923, 3)).isEqualTo("0.0769");
        assertThat(Numbers.format(1.2345e-8, 3)).isEqualTo("1.23e-8");
        assertThat(Numbers.format(0, 3)).isEqualTo("0");
        assertThat(Numbers.format(Double.NaN, 3)).isEqualTo("nan");
    }

    @Test
    void nothingHasNoSign() {
        assertThat(Numbers.decimals(-0.001, 2)).isEqualTo("0.00");
        assertThat(Numbers.decimals(-0.006, 2)).isEqualTo("-0.01");
        assertThat(Numbers.decimals(0.856, 2)).isEqualTo("0.86");
    }
}
