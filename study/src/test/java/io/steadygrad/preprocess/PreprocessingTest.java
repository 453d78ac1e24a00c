package io.steadygrad.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.training.BatchTransform;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
    /** Two images of 1 x 2 pixels. */
    private final Samples images =
            new Samples(new float[] {0, 2, 4, 10}, List.of(1, 1, 2), new float[] {0, 1}, List.of(), 2);

    private static Preprocessing fit(Samples train, String... steps) {
        return Preprocessing.fit(Arrays.stream(steps).map(Preprocessors::parse).toList(), train);
    }

    @Test
    void fitsEachStepOnWhatTheOnesBeforeLeave() {
        // Minmax gives 0, 0, 1, 1; scale gives 0, 0, 4, 4; mean 2 and deviation 2 remain for standardize.
        Preprocessing preprocessing = fit(images, "minmax", "scale(4)", "standardize");

        assertThat(preprocessing.apply(images).features()).containsExactly(-1, -1, 1, 1);
        assertThat(preprocessing.worksOnBatches()).isFalse();
        assertThat(preprocessing.inputShape()).containsExactly(1, 1, 2);
        assertThat(images.features()).containsExactly(0, 2, 4, 10);
    }

    @Test
    void learnsNothingFromTestRows() {
        Samples test = new Samples(new float[] {1000, -1000}, List.of(1, 1, 2), new float[] {0}, List.of(), 2);
        Split split = fit(images, "minmax").apply(new Split(images, images, test));

        assertThat(split.test().features()).containsExactly(250, -125.25f);
        assertThat(split.validation().features()).containsExactly(0, 0, 1, 1);
        assertThat(split.test().classes()).isEqualTo(2);
    }

    @Test
    void keepsImagesSmallUntilTheirBatch() {
        Preprocessing preprocessing = fit(images, "scale(0.5)", "pad(2)", "repeat_channels(3)");
        Samples stored = preprocessing.apply(images);

        assertThat(stored.features()).containsExactly(0, 1, 2, 5);
        assertThat(preprocessing.worksOnBatches()).isTrue();
        assertThat(preprocessing.inputShape()).containsExactly(3, 2, 2);
        assertThat(preprocessing.batch(new float[] {2, 5})).containsExactly(2, 5, 0, 0, 2, 5, 0, 0, 2, 5, 0, 0);
        assertThat(preprocessing.batch(stored.features())).hasSize(24);
    }

    @Test
    void fitsStepsAfterAReshapingOneOnTheReshapedRows() {
        // Padded columns are constantly 0 and stay so; the others have mean 2 and 6, deviation 2 and 4.
        Preprocessing preprocessing = fit(images, "pad(2)", "standardize", "unit_norm");
        float h = (float) Math.sqrt(0.5);

        assertThat(preprocessing.apply(images).features()).isEqualTo(images.features());
        assertThat(preprocessing.batch(images.features())).containsExactly(-h, -h, 0, 0, h, h, 0, 0);
    }

    @Test
    void changesReconstructionTargetsWithTheirInputs() {
        Samples self = images.asReconstruction();
        Preprocessing preprocessing = fit(self, "scale(0.5)", "pad(2)");
        Samples changed = preprocessing.apply(self);

        assertThat(preprocessing.worksOnBatches()).isFalse();
        assertThat(changed.targetsAreInputs()).isTrue();
        assertThat(changed.targets()).containsExactly(0, 1, 0, 0, 2, 5, 0, 0);
        assertThat(changed.targetShape()).containsExactly(1, 2, 2);
    }

    @Test
    void refusesRowsOfAnotherShape() {
        Samples others = new Samples(new float[3], List.of(3), new float[1], List.of(), 0);

        assertThatThrownBy(() -> fit(images, "standardize").apply(others))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[3]");
    }

    @Test
    void worksOnTensorsInsideTheTrainingLoop() {
        LibTorch.threads(1);
        try (PointerScope scope = new PointerScope()) {
            BatchTransform transform = TensorBatches.of(fit(images, "pad(2)", "repeat_channels(3)"));
            Tensor batch = torch.arange(new org.bytedeco.pytorch.Scalar(4f)).reshape(2, 1, 1, 2);
            Tensor changed = transform.apply(batch);
            float[] numbers = new float[(int) changed.numel()];
            new FloatPointer(changed.data_ptr()).get(numbers);

            assertThat(changed.shape()).containsExactly(2, 3, 2, 2);
            assertThat(numbers).containsExactly(0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 2, 3, 0, 0, 2, 3, 0, 0, 2, 3, 0, 0);
        }
        assertThat(TensorBatches.of(fit(images, "standardize"))).isSameAs(BatchTransform.NONE);
    }
}
