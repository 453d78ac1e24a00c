package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BuiltinTest {

    private static Samples all(Builtin.Name name) throws IOException {
        return new Builtin(name, Rows.parse("all"), Rows.parse("all"), "")
                .load()
                .train();
    }

    private static double mean(Samples samples, int column) {
        return IntStream.range(0, samples.rows())
                .mapToDouble(row -> samples.features()[row * samples.featureSize() + column])
                .average()
                .orElseThrow();
    }

    private static long labels(Samples samples, int label) {
        return IntStream.range(0, samples.rows())
                .filter(row -> samples.targets()[row] == label)
                .count();
    }

    @Test
    void irisIsFishersIris() throws IOException {
        Samples iris = all(Builtin.Name.IRIS);

        assertThat(iris.rows()).isEqualTo(150);
        assertThat(iris.featureShape()).containsExactly(4);
        assertThat(iris.classes()).isEqualTo(3);
        assertThat(List.of(labels(iris, 0), labels(iris, 1), labels(iris, 2))).containsExactly(50L, 50L, 50L);
        // Published means: 5.843, 3.057, 3.758, 1.199.
        assertThat(mean(iris, 0)).isCloseTo(5.843, within(5e-4));
        assertThat(mean(iris, 1)).isCloseTo(3.057, within(5e-4));
        assertThat(mean(iris, 2)).isCloseTo(3.758, within(5e-4));
        assertThat(mean(iris, 3)).isCloseTo(1.199, within(5e-4));
    }

    @Test
    void wineHasItsThreeCultivars() throws IOException {
        Samples wine = all(Builtin.Name.WINE);

        assertThat(wine.rows()).isEqualTo(178);
        assertThat(wine.featureShape()).containsExactly(13);
        assertThat(List.of(labels(wine, 0), labels(wine, 1), labels(wine, 2))).containsExactly(59L, 71L, 48L);
        assertThat(mean(wine, 0)).isCloseTo(13.0, within(0.05));
        assertThat(mean(wine, 12)).isCloseTo(746.9, within(0.05));
    }

    @Test
    void breastCancerHas212MalignantAnd357Benign() throws IOException {
        Samples cancer = all(Builtin.Name.BREAST_CANCER);

        assertThat(cancer.rows()).isEqualTo(569);
        assertThat(cancer.featureShape()).containsExactly(30);
        assertThat(labels(cancer, 0)).isEqualTo(212);
        assertThat(labels(cancer, 1)).isEqualTo(357);
        assertThat(mean(cancer, 0)).isCloseTo(14.127, within(5e-4));
    }

    @Test
    void digitsAreImagesOf8x8() throws IOException {
        Samples digits = all(Builtin.Name.DIGITS);

        assertThat(digits.rows()).isEqualTo(1797);
        assertThat(digits.featureShape()).containsExactly(1, 8, 8);
        assertThat(digits.classes()).isEqualTo(10);
        assertThat(IntStream.range(0, 10).mapToObj(label -> labels(digits, label)))
                .containsExactly(178L, 182L, 177L, 183L, 181L, 182L, 181L, 179L, 174L, 180L);
        assertThat(digits.features()).startsWith(0, 0, 5, 13, 9, 1, 0, 0);
        double largest = 0;
        for (float pixel : digits.features()) {
            largest = Math.max(largest, pixel);
        }
        assertThat(largest).isEqualTo(16);
    }

    @Test
    void splits70To30WithAllClassesInBothParts() throws IOException {
        Split split = new Builtin(Builtin.Name.IRIS, null, null, "").load();

        assertThat(split.train().rows()).isEqualTo(105);
        assertThat(split.test().rows()).isEqualTo(45);
        for (int label = 0; label < 3; label++) {
            assertThat(labels(split.test(), label)).isPositive();
        }
        assertThat(new Builtin(Builtin.Name.IRIS, null, null, "").load().digest())
                .isEqualTo(split.digest());
    }

    @Test
    void validatesOnAFractionOfTheTrainingRows() throws IOException {
        Split split = new Builtin(Builtin.Name.DIGITS, null, null, "").load(Rows.parse("0.2"));

        assertThat(split.train().rows()).isEqualTo(1006);
        assertThat(split.validation().rows()).isEqualTo(252);
        assertThat(split.test().rows()).isEqualTo(539);
    }

    @Test
    void reconstructsInputs() throws IOException {
        Split split = new Builtin(Builtin.Name.WINE, null, null, "inputs").load();

        assertThat(split.test().targetsAreInputs()).isTrue();
        assertThatThrownBy(() -> new Builtin(Builtin.Name.WINE, null, null, "colour"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'colour'");
    }
}
