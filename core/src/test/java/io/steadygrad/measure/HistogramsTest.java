package io.steadygrad.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramsTest {

    private static GradientSet set(float[]... tensors) {
        GradientSet.Builder builder = GradientSet.builder();
        for (int t = 0; t < tensors.length; t++) {
            builder.add(Parameter.of("t" + t, tensors[t].length), Elements.of(tensors[t]));
        }
        return builder.build();
    }

    private static Report observe(GradientSet set, Histograms histograms) {
        return GradientControl.of("identity", set.layout()).observe(set, histograms);
    }

    @Test
    void binsArePowersOfTwoOfTheMagnitude() {
        GradientSet set = set(new float[] {1, -1.99f, 2, 0.5f, 0, -0f, 1e-40f, Float.NaN, Float.NEGATIVE_INFINITY});
        Histograms histograms = Histograms.sampled(set);
        observe(set, histograms);

        assertThat(histograms.count(0, 0)).isEqualTo(2);
        assertThat(histograms.count(0, 1)).isEqualTo(1);
        assertThat(histograms.count(0, -1)).isEqualTo(1);
        assertThat(histograms.zeroOrDenormal(0)).isEqualTo(3);
        assertThat(histograms.nonFinite(0)).isEqualTo(2);
        assertThat(histograms.total(0)).isEqualTo(9);
    }

    @Test
    void sixteenSamplesOfALargeTensorMakeTheWhole() {
        float[] values = new float[100_003];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        GradientSet set = set(values, new float[] {3, 4});
        Histograms full = Histograms.full(set);
        Histograms sampled = Histograms.sampled(set);
        Report report = observe(set, full);
        int[] sum = new int[20];
        long looked = 0;
        for (int step = 0; step < 16; step++) {
            observe(set, sampled);
            looked += sampled.total(0);
            for (int e = -15; e < 5; e++) {
                sum[e + 15] += sampled.count(0, e);
            }
            assertThat(sampled.total(1)).isEqualTo(2);
        }

        assertThat(report.normBefore())
                .isEqualTo(GradientControl.of("identity", set.layout())
                        .observe(set)
                        .normBefore());
        assertThat(full.total(0)).isEqualTo(values.length).isEqualTo(looked);
        for (int e = -15; e < 5; e++) {
            assertThat(sum[e + 15]).isEqualTo(full.count(0, e));
        }
    }

    @Test
    void otherTypesAreRefused() {
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 1), Elements.of(new double[] {1}))
                .build();

        assertThatThrownBy(() -> Histograms.full(set)).hasMessageContaining("'w' is FLOAT64");
    }
}
