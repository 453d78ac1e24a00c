package io.steadygrad.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessorsTest {
    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

    private static Samples samples(List<Integer> shape, float... features) {
        int size = shape.stream().reduce(1, (a, b) -> a * b);
        return new Samples(features, shape, new float[features.length / size], List.of(), 0);
    }

    /** Fits on the training rows and gives the changed test rows. */
    private static float[] changed(String step, Samples train, Samples test) {
        Preprocessing preprocessing = Preprocessing.fit(List.of(Preprocessors.parse(step)), train);
        return preprocessing.batch(
                preprocessing.apply(new Split(train, null, test)).test().features());
    }

    private static float[] changed(String step, float... features) {
        Samples samples = samples(List.of(features.length), features);
        return changed(step, samples, samples);
    }

    @Test
    void standardizeUsesMeanAndDeviationOfTheTrainingRows() {
        // Column 0: 1, 3, 5, 7 has mean 4 and population deviation sqrt(5); column 1 is constant.
        Samples train = samples(List.of(2), 1, 9, 3, 9, 5, 9, 7, 9);
        float s = (float) Math.sqrt(5);

        assertThat(changed("standardize", train, train))
                .containsExactly(new float[] {-3 / s, 0, -1 / s, 0, 1 / s, 0, 3 / s, 0}, CLOSE);
        assertThat(changed("standardize", train, samples(List.of(2), 14, 11)))
                .containsExactly(new float[] {10 / s, 2}, CLOSE);
    }

    @Test
    void standardizeLeavesNoRoundingDustInConstantColumns() {
        float[] tenth = new float[1001];
        Arrays.fill(tenth, 0.1f);

        assertThat(changed("standardize", samples(List.of(1), tenth), samples(List.of(1), tenth)))
                .containsOnly(0);
    }

    @Test
    void minmaxScalesTheTrainingRangeTo0And1() {
        Samples train = samples(List.of(2), -2, 5, 2, 5, 0, 5);

        assertThat(changed("minmax", train, train)).containsExactly(0, 0, 1, 0, 0.5f, 0);
        assertThat(changed("minmax", train, samples(List.of(2), 6, 4))).containsExactly(2, -1);
    }

    @Test
    void unitNormDividesEachRowByItsLength() {
        Samples rows = samples(List.of(2), 3, 4, 0, 0, -5, 12);

        assertThat(changed("unit_norm", rows, rows))
                .containsExactly(new float[] {0.6f, 0.8f, 0, 0, -5 / 13f, 12 / 13f}, CLOSE);
    }

    @Test
    void unitNormDoesNotOverflow() {
        assertThat(changed("unit_norm", 3e30f, 4e30f)).containsExactly(new float[] {0.6f, 0.8f}, CLOSE);
    }

    @Test
    void sparsifyDropsMagnitudesBelowAThreshold() {
        assertThat(changed("sparsify(threshold=0.5)", 0.4f, -0.4f, 0.5f, -0.5f, 2))
                .containsExactly(0, 0, 0.5f, -0.5f, 2);
        assertThat(changed("sparsify(0.1)", 0.1f, 0.09f)).containsExactly(0.1f, 0);
    }

    @Test
    void sparsifyDropsAFractionOfTheTrainingNumbers() {
        Samples train = samples(List.of(2), 1, -4, 3, 2, -6, 5, 7, 8);

        // Half of the eight magnitudes are 4 or less.
        assertThat(changed("sparsify(fraction=0.5)", train, train)).containsExactly(0, 0, 0, 0, -6, 5, 7, 8);
        assertThat(changed("sparsify(fraction=0.5)", train, samples(List.of(2), -4, 4.5f)))
                .containsExactly(0, 4.5f);
        assertThat(changed("sparsify(fraction=0.01)", train, samples(List.of(2), 0.5f, 9)))
                .containsExactly(0.5f, 9);
    }

    @Test
    void binarizeAndScale() {
        assertThat(changed("binarize", -1, 0, 0.5f)).containsExactly(0, 0, 1);
        assertThat(changed("binarize(threshold=0.5)", 0.5f, 0.6f)).containsExactly(0, 1);
        assertThat(changed("scale(100)", 1.5f, -2)).containsExactly(150, -200);
    }

    @Test
    void padPutsImagesIntoTheMiddleOfZeros() {
        Samples image = samples(List.of(2, 1, 2), 1, 2, 3, 4);

        assertThat(changed("pad(3)", image, image))
                .containsExactly(0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0);
    }

    @Test
    void repeatChannelsCopiesThePlane() {
        Samples image = samples(List.of(1, 1, 2), 1, 2);

        assertThat(changed("repeat_channels(3)", image, image)).containsExactly(1, 2, 1, 2, 1, 2);
    }

    @Test
    void reshapingStepsNeedImagesThatFit() {
        Samples rows = samples(List.of(2), 1, 2);
        assertThatThrownBy(() -> changed("pad(32)", rows, rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the inputs have the shape [2]");
        Samples image = samples(List.of(1, 2, 2), 1, 2, 3, 4);
        assertThatThrownBy(() -> changed("pad(1)", image, image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use pad(2) or more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "standardise | standardize",
                "sparsify | exactly one of",
                "sparsify(0.1, 0.5) | exactly one of",
                "sparsify(fraction=1) | below 1",
                "sparsify(fracton=0.5) | did you mean 'fraction'",
                "sparsify(threshold=-1) | 'threshold' must be",
                "scale | scale needs 'k'",
                "scale(0) | not 0",
                "pad(0) | at least 1",
                "binarize(x) | a number",
                "repeat_channels(0) | at least 1"
            })
    void saysWhatIsWrongWithAStep(String text, String message) {
        assertThatThrownBy(() -> Preprocessors.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void writesAStepWithAllItsParameters() {
        assertThat(Preprocessors.resolved("sparsify(fraction=0.5)")).isEqualTo("sparsify(threshold=0.0, fraction=0.5)");
        assertThat(Preprocessors.resolved("pad(32)")).isEqualTo("pad(size=32)");
        assertThat(Preprocessors.resolved("standardize")).isEqualTo("standardize");
    }
}
