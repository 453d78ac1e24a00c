package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartitionTest {

    private static Partition of(int rows, @Nullable String train, @Nullable String test, @Nullable String validation) {
        return Partition.of(rows, rows(train), rows(test), rows(validation), "t.csv");
    }

    private static @Nullable Rows rows(@Nullable String text) {
        return text == null ? null : Rows.parse(text);
    }

    @Test
    void draws70To30WhereNothingIsSaid() {
        Partition partition = of(10, null, null, null);

        assertThat(partition.train()).hasSize(7);
        assertThat(partition.test()).hasSize(3);
        assertThat(IntStream.concat(IntStream.of(partition.train()), IntStream.of(partition.test())))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(of(10, null, null, null).train()).isEqualTo(partition.train());
    }

    @Test
    void givesTheRestToThePartThatIsLeftOut() {
        assertThat(of(6, "1..3", null, null).test()).containsExactly(0, 4, 5);
        assertThat(of(6, null, "1..3", null).train()).containsExactly(0, 4, 5);
        assertThat(of(6, null, "2", null).test()).containsExactly(4, 5);
        assertThat(of(3, "all", null, null).test()).containsExactly(0, 1, 2);
    }

    @Test
    void putsACountOfTestRowsAfterTheTrainingRows() {
        Partition partition = of(10, "7", "2", null);

        assertThat(partition.train()).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(partition.test()).containsExactly(7, 8);
        assertThatThrownBy(() -> of(10, "7", "4", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Rows 7..10")
                .hasMessageContaining("t.csv has 10 rows");
    }

    @Test
    void drawsTwoFractionsApart() {
        Partition partition = of(10, "0.6", "0.4", null);

        assertThat(IntStream.concat(IntStream.of(partition.train()), IntStream.of(partition.test())))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void takesValidationRowsFromTheTrainingRows() {
        Partition partition = of(10, "0..6", "7..9", "5..6");
        assertThat(partition.train()).containsExactly(0, 1, 2, 3, 4);
        assertThat(partition.validation()).containsExactly(5, 6);
        assertThat(partition.test()).containsExactly(7, 8, 9);

        Partition apart = of(10, "0..4", "7..9", "5..6");
        assertThat(apart.train()).containsExactly(0, 1, 2, 3, 4);
        assertThat(apart.validation()).containsExactly(5, 6);
    }

    @Test
    void takesAFractionOfTheTrainingRowsForValidation() {
        Partition partition = of(100, "20..59", "60..99", "0.25");

        assertThat(partition.validation()).hasSize(10);
        assertThat(partition.train()).hasSize(30);
        assertThat(IntStream.concat(IntStream.of(partition.train()), IntStream.of(partition.validation())))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(20, 60).boxed().toList());
    }

    @Test
    void refusesToValidateOnTestRows() {
        assertThatThrownBy(() -> of(10, "0..6", "7..9", "6..7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Row 7");
    }
}
