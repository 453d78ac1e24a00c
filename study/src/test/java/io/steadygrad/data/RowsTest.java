package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {

    @Test
    void countsFromZeroWithBothEnds() {
        assertThat(Rows.parse("2..4").of(10, "it")).containsExactly(2, 3, 4);
        assertThat(Rows.parse(" 0 .. 1, 8..9 ").of(10, "it")).containsExactly(0, 1, 8, 9);
        assertThat(Rows.parse("3").of(10, "it")).containsExactly(0, 1, 2);
        assertThat(Rows.parse("all").of(3, "it")).containsExactly(0, 1, 2);
    }

    @Test
    void drawsAFractionWithAFixedSeed() {
        int[] drawn = Rows.parse("0.3").of(10, "it");

        assertThat(drawn)
                .hasSize(3)
                .doesNotHaveDuplicates()
                .isEqualTo(Rows.parse(".3").of(10, "it"));
        assertThat(Arrays.stream(drawn)).allSatisfy(row -> assertThat(row).isBetween(0, 9));
        assertThat(Rows.parse("1.0").of(5, "it")).hasSize(5);
    }

    @Test
    void saysHowManyRowsThereAre() {
        assertThatThrownBy(() -> Rows.parse("700..1299").of(1000, "circle.csv"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rows 700..1299 were asked for, but circle.csv has 1000 rows (0..999)");
        assertThatThrownBy(() -> Rows.parse("11").of(10, "x.csv"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x.csv has 10 rows");
        assertThatThrownBy(() -> Rows.parse("10..10").of(10, "x.csv")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-3..4", "5..2", "a..b", "1..2..3", "0..1,", "1.5", "0.0", "nan", "1-5"})
    void refusesWhatIsNoRows(String text) {
        assertThatThrownBy(() -> Rows.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isWrittenAsItWasRead() {
        for (String text : new String[] {"0..699", "0..99, 200..299", "500", "0.7", "all"}) {
            assertThat(Rows.parse(text)).hasToString(text);
        }
    }
}
