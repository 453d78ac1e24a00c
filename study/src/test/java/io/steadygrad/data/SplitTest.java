package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {

    private static Samples samples(float... targets) {
        float[] features = new float[2 * targets.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = i;
        }
        return new Samples(features, List.of(2), targets, List.of(), 0);
    }

    @Test
    void countsClassesOverAllParts() {
        Split split = new Split(samples(0, 1), samples(1), samples(3)).asClassification();

        assertThat(split.train().classes()).isEqualTo(4);
        assertThat(split.validation().classes()).isEqualTo(4);
        assertThat(split.test().classes()).isEqualTo(4);
        assertThat(split.asRegression().test().classes()).isZero();
    }

    @Test
    void namesTheRowWhoseLabelIsNoClass() {
        assertThatThrownBy(() -> new Split(samples(0, 1, 0.5f), null, samples(1)).asClassification())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 2 of the training part has the target 0.5");
        assertThatThrownBy(() -> new Split(samples(0), null, samples(1, -1)).asClassification())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1 of the test part has the target -1.0");
    }

    @Test
    void refusesEmptyAndUnequalParts() {
        assertThatThrownBy(() -> new Split(samples(), null, samples(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("training part has no rows");
        Samples wide = new Samples(new float[3], List.of(3), new float[1], List.of(), 0);
        assertThatThrownBy(() -> new Split(samples(1), null, wide))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[3]");
    }

    @Test
    void takesValidationRowsOutOfTheTrainingPart() {
        Split split = new Split(samples(0, 1, 2, 3), null, samples(9)).withValidation(Rows.parse("1..2"));

        assertThat(split.train().targets()).containsExactly(0, 3);
        assertThat(split.train().features()).containsExactly(0, 1, 6, 7);
        assertThat(split.validation().targets()).containsExactly(1, 2);
        assertThatThrownBy(() -> split.withValidation(Rows.parse("all")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("training part has no rows");
    }

    @Test
    void isIdentifiedByItsContent() {
        String digest = new Split(samples(0, 1), null, samples(1)).digest();

        assertThat(digest).hasSize(64).isEqualTo(new Split(samples(0, 1), null, samples(1)).digest());
        assertThat(new Split(samples(1, 0), null, samples(1)).digest()).isNotEqualTo(digest);
        assertThat(new Split(samples(0, 1), samples(1), samples(1)).digest()).isNotEqualTo(digest);
        assertThat(new Split(samples(0, 1), null, samples(1)).asClassification().digest())
                .isNotEqualTo(digest);
        Split large = new Split(samples(new float[40_000]), null, samples(1));
        float[] changed = large.train().features().clone();
        changed[79_999]++;
        Samples other = large.train().withFeatures(changed, List.of(2));
        assertThat(new Split(other, null, samples(1)).digest()).isNotEqualTo(large.digest());
    }

    @Test
    void keepsReconstructionTargetsEqualToInputs() {
        Samples samples = samples(0, 1).asReconstruction();

        assertThat(samples.select(new int[] {1}).targetsAreInputs()).isTrue();
        Samples changed = samples.withFeatures(new float[] {9, 9}, List.of(1));
        assertThat(changed.targets()).containsExactly(9, 9);
        assertThat(changed.targetShape()).containsExactly(1);
    }

    @Test
    void refusesFeaturesWithoutTargets() {
        assertThatThrownBy(() -> new Samples(new float[6], List.of(2), new float[2], List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3.0 rows")
                .hasMessageContaining("2.0 targets");
    }
}
