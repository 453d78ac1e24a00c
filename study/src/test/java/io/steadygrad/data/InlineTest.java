package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class InlineTest {
    private static final NestedNumbers XOR =
            NestedNumbers.of(List.of(List.of(0, 0), List.of(0, 1), List.of(1, 0), List.of(1, 1)));

    @Test
    void trainsAndTestsOnEveryRow() {
        Split split = new Inline(XOR, NestedNumbers.of(List.of(0, 1, 1, 0)), "", null, null).load();

        assertThat(split.train().features()).containsExactly(0, 0, 0, 1, 1, 0, 1, 1);
        assertThat(split.train().targets()).containsExactly(0, 1, 1, 0);
        assertThat(split.train().targetShape()).isEmpty();
        assertThat(split.train().classes()).isEqualTo(2);
        assertThat(split.test().targets()).containsExactly(0, 1, 1, 0);
    }

    @Test
    void keepsSequencesAndTargetVectors() {
        NestedNumbers sequences = NestedNumbers.of(
                List.of(List.of(List.of(1), List.of(2), List.of(3)), List.of(List.of(4), List.of(5), List.of(6.5))));
        NestedNumbers targets = NestedNumbers.of(List.of(List.of(1, 2), List.of(3, 4)));
        Split split = new Inline(sequences, targets, "", Rows.parse("0..0"), Rows.parse("1..1")).load();

        assertThat(split.train().featureShape()).containsExactly(3, 1);
        assertThat(split.test().features()).containsExactly(4, 5, 6.5f);
        assertThat(split.test().targets()).containsExactly(3, 4);
        assertThat(split.test().targetShape()).containsExactly(2);
    }

    @Test
    void takesAFlatListAsOneNumberPerRow() {
        Split split = new Inline(NestedNumbers.of(List.of(1, 2)), null, "inputs", null, null).load();

        assertThat(split.train().featureShape()).containsExactly(1);
        assertThat(split.train().targetsAreInputs()).isTrue();
    }

    @Test
    void refusesRaggedListsAndWordsByTheirPlace() {
        assertThatThrownBy(() -> NestedNumbers.of(List.of(List.of(1, 2), List.of(3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Entry [1] must be a list of 2 like the first, found one of 1");
        assertThatThrownBy(() -> NestedNumbers.of(List.of(List.of(1, "x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Entry [0][1] must be a finite number, found x");
        assertThatThrownBy(() -> NestedNumbers.of(List.of(List.of(1, Double.NaN))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NestedNumbers.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NestedNumbers.of(List.of(1, List.of(2)))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void needsOneTargetPerRow() {
        assertThatThrownBy(() -> new Inline(XOR, NestedNumbers.of(List.of(0, 1)), "", null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are 2, but 'features' has 4 rows");
        assertThatThrownBy(() -> new Inline(XOR, null, "", null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'targets' are missing");
    }
}
