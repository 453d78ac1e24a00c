package io.steadygrad.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairTextTest {
    @ParameterizedTest
    @CsvSource({
        "0.0004, < .001",
        "0.0042, = .004",
        "0.0312, = .03",
        "0.04545, = .045",
        "0.0534, = .053",
        "0.3, = .30",
        "1, = 1.00"
    })
    void aProbabilityShowsOnWhichSideOfTheLimitItIs(double p, String text) {
        assertThat(PairText.p(p)).isEqualTo(text);
    }
}
