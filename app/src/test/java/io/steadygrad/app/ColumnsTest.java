package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
    private final Columns table = new Columns("lr")
            .add("name", "l2")
            .add("encoder.layers.11.attention.weight", "1.5")
            .add("b", "12");

    @Test
    void areAsWideAsTheirWidestCell() {
        assertThat(table.lines())
                .containsExactly(
                        "name                                 l2",
                        "encoder.layers.11.attention.weight  1.5",
                        "b                                    12");
    }

    @Test
    void longNamesLoseTheirMiddleWhereALineWouldBeTooWide() {
        assertThat(table.fit(25))
                .containsExactly("name                   l2", "encoder....on.weight  1.5", "b                      12");
    }

    @ParameterizedTest
    @CsvSource({
        "13, 13",
        "0.07692307692307693, 0.0769231",
        "-0.25, -0.25",
        "123456.7, 123457",
        "1234567.8, 1234570",
        "12345678, 1.23457e7",
        "0.0001, 0.0001",
        "0.00001, 1e-5",
        "1.5e-38, 1.5e-38",
        "6.324555320336759e200, 6.32456e200",
        "4.9e-324, 4.94066e-324",
        "-0.0, 0",
        "NaN, nan",
        "Infinity, inf",
        "-Infinity, -inf",
    })
    void numbersHaveSixDigits(double value, String text) {
        assertThat(Words.number(value)).isEqualTo(text);
    }
}
