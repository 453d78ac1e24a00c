package io.steadygrad.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GradientSetTest {

    @Test
    void aTiedParameterIsKeptOnce() {
        float[] shared = {1, 1, 1};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("encoder.weight", 3), Elements.of(shared), null, "address 1")
                .add(Parameter.of("decoder.weight", 3), Elements.of(shared), null, "address 1")
                .build();
        assertThat(set.size()).isEqualTo(1);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> GradientSet.builder().add(Parameter.of("w", 2, 2), Elements.of(new float[3])))
                .hasMessageContaining("'w' has 3 elements; its shape [2, 2] has 4");
        assertThatThrownBy(() -> GradientSet.builder()
                        .add(Parameter.of("w", 1), Elements.of(new float[1]))
                        .add(Parameter.of("w", 1), Elements.of(new float[1])))
                .hasMessageContaining("Two parameters are called 'w'");
    }

    @Test
    void saysWhoseWeightsAreMissing() {
        Elements weight = Elements.of(new float[] {2});
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("seen.weight", 1), Elements.of(new float[1]), weight)
                .add(Parameter.of("bare.weight", 1), Elements.of(new float[1]))
                .build();
        assertThat(set.get(0).requireWeight()).isSameAs(weight);
        assertThatThrownBy(() -> set.get(1).requireWeight())
                .hasMessage("An optimizer needs the weight of 'bare.weight'; add it to the gradient set");
    }

    @Test
    void layersAreNamesWithoutTheirLastPart() {
        assertThat(Parameter.of("block1.conv.weight", 1).layer()).isEqualTo("block1.conv");
        assertThat(Parameter.of("theta", 1).layer()).isEqualTo("theta");
    }

    @Test
    void groupsAreNumberedInOrderOfTheirFirstParameter() {
        Layout layout = new Layout(java.util.List.of(
                Parameter.of("a.weight", 2, 3),
                Parameter.of("a.bias", 2),
                Parameter.of("b.weight", 4, 2).inGroup("head"),
                Parameter.of("scalar")));
        assertThat(layout.count(Scope.UNIT)).isEqualTo(2 + 1 + 4 + 1);
        assertThat(layout.sizes(Scope.UNIT)).containsExactly(3, 3, 2, 2, 2, 2, 2, 1);
        assertThat(layout.sizes(Scope.LAYER)).containsExactly(8, 8, 1);
        assertThat(layout.sizes(Scope.GROUP)).containsExactly(9, 8);
        assertThat(layout.nameOf(Scope.UNIT, 3)).isEqualTo("b.weight[0]");
        assertThat(layout.nameOf(Scope.UNIT, 2)).isEqualTo("a.bias");
        assertThat(layout.nameOf(Scope.LAYER, 1)).isEqualTo("b");
        assertThat(layout.members(Scope.LAYER, 0)).containsExactly(0, 1);
    }

    @Test
    void patternsMatchWholeNames() {
        assertThat(Glob.parse("hidden.*").matches("hidden.0.weight")).isTrue();
        assertThat(Glob.parse("hidden.?").matches("hidden.10")).isFalse();
        assertThat(Glob.parse("a.b").matches("axb")).isFalse();
    }
}
