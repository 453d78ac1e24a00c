package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExaminationTest {
    @ParameterizedTest
    @CsvSource({
        "17.0.15, OK",
        "21.0.1, OK",
        "24.0.2, OK",
        "25, WARNING",
        "25.0.1, WARNING",
        "25.0.2, WARNING",
        "25.0.3, OK",
        "26, OK"
    })
    void warnsOfTheJdksThatCorruptPinnedArrays(String version, Finding.Health expected) {
        assertThat(Examination.java(Runtime.Version.parse(version)).health()).isEqualTo(expected);
    }
}
