package io.steadygrad.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Elements;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs here against the plain loops: the same bits, for every length and on every kind of memory. */
class KernelTest {
    private static final Kernel PLAIN = new PlainKernel();
    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void vectorKernelsRunWhereTheJdkHasThem() {
        boolean possible = Runtime.version().feature() >= 22
                && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

        assertThat(Kernels.description()).startsWith(possible ? "vector (" : "plain (vector kernels need ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 15, 16, 17, 31, 64, 1000, 1024, 1025, 16384, 40001})
    void aSurveyHasTheSameBitsAndTheRightNumbers(int count) {
        Elements values = gaussian(count + 3, 1e-3);
        for (int i = 0; i < count; i += 5) {
            values.set(3 + i, i % 10 == 0 ? 0 : -0.0);
        }
        Survey expected = survey(PLAIN, values, 3, count);
        Survey survey = survey(Kernels.best(), values, 3, count);

        assertThat(survey.squares).isEqualTo(expected.squares);
        assertThat(survey.sums).isEqualTo(expected.sums);
        assertThat(survey.largest).isEqualTo(expected.largest);
        assertThat(survey.zeros).isEqualTo(expected.zeros).isEqualTo((count + 4) / 5);
        double squares = 0;
        double sum = 0;
        for (int i = 3; i < 3 + count; i++) {
            squares += values.get(i) * values.get(i);
            sum += values.get(i);
        }
        assertThat(squares(PLAIN, values, 3, count).squares).isEqualTo(expected.squares);
        assertThat(squares(Kernels.best(), values, 3, count).squares).isEqualTo(expected.squares);
        assertThat(survey.squares()).isEqualTo(squares, within(1e-12 * squares));
        assertThat(survey.sum()).isEqualTo(sum, within(1e-12));
    }

    private static Survey squares(Kernel kernel, Elements values, int from, int count) {
        Survey sums = new Survey();
        kernel.squares(values, from, count, sums);
        return sums;
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aSurveySeesWhatIsNotFiniteWhereverItStands(float value) {
        for (int place : new int[] {0, 5, 20, 99, 1024, 2500, 3003}) {
            int count = place < 100 ? 100 : 3004;
            Elements values = gaussian(count, 1);
            values.set(place, value);

            assertThat(survey(Kernels.best(), values, 0, count).largest)
                    .isEqualTo((Float) Math.abs(value))
                    .isEqualTo((Float) survey(PLAIN, values, 0, count).largest);
        }
    }

    private static int[] merged(int[] counts) {
        int[] bins = new int[256];
        for (int i = 0; i < counts.length; i++) {
            bins[i % 256] += counts[i];
        }
        return bins;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 100, 1000, 16384})
    void histogramsCountTheSameExponents(int count) {
        Elements values = gaussian(count, 1);
        values.set(0, Double.NaN);
        for (int every : new int[] {1, 16}) {
            int[] counts = new int[1024];
            int[] expected = new int[1024];
            Kernels.best().histogram(values, 0, count, every / 4, every, counts);
            PLAIN.histogram(values, 0, count, every / 4, every, expected);
            int lines = 0;
            for (int i = 0; i < count; i++) {
                lines += i / 16 % every == every / 4 ? 1 : 0;
            }

            assertThat(merged(counts)).isEqualTo(merged(expected));
            assertThat(Arrays.stream(counts).sum()).isEqualTo(every == 1 ? count : lines);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 16, 17, 1000, 1031})
    void scalingHasTheSameBits(int count) {
        Elements values = gaussian(count + 2, 1);
        Elements expected = copy(values);
        PLAIN.scale(expected, 1, count, 0.3f);
        Kernels.best().scale(values, 1, count, 0.3f);

        assertThat(values.toArray()).isEqualTo(expected.toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 17, 1031})
    void updatesHaveTheSameBits(int count) {
        for (FusedUpdate rule : new FusedUpdate[] {
            new FusedUpdate.Sgd(0.1f, 0, false, 0),
            new FusedUpdate.Sgd(0.1f, 0, false, 0.01f),
            new FusedUpdate.Sgd(0.1f, 0.9f, false, 0.01f),
            new FusedUpdate.Sgd(0.1f, 0.9f, true, 0),
            new FusedUpdate.Adam(0.9f, 0.1f, 0.999f, 0.001f, 0.01f, 3, 1e-8f, 1, 0),
            new FusedUpdate.Adam(0.9f, 0.1f, 0.999f, 0.001f, 0.01f, 3, 1e-8f, 0.99f, 0.1f)
        }) {
            Elements weight = gaussian(count, 1);
            Elements gradient = gaussian(count, 1e-2);
            weight.set(0, Float.MAX_VALUE);
            gradient.set(0, -Float.MAX_VALUE);
            weight.set(count / 2, Float.NaN);
            gradient.set(count - 1, Float.NEGATIVE_INFINITY);
            Elements[] moments = new Elements[rule.moments()];
            Elements[] expectedMoments = new Elements[rule.moments()];
            for (int k = 0; k < moments.length; k++) {
                moments[k] = magnitudes(gaussian(count, 1e-3));
                expectedMoments[k] = copy(moments[k]);
            }
            Elements expected = copy(weight);
            Elements before = copy(gradient);
            PLAIN.update(rule, 0.7f, expected, gradient, expectedMoments, 0, count);
            Kernels.best().update(rule, 0.7f, weight, gradient, moments, 0, count);

            assertThat(weight.toArray()).as(rule.toString()).isEqualTo(expected.toArray());
            for (int k = 0; k < moments.length; k++) {
                assertThat(moments[k].toArray()).as(rule.toString()).isEqualTo(expectedMoments[k].toArray());
            }
            assertThat(gradient.toArray()).isEqualTo(before.toArray());
        }
    }

    @Test
    void memoryOnTheHeapWillDo() {
        float[] heap = new float[1000];
        Elements direct = gaussian(1000, 1);
        for (int i = 0; i < heap.length; i++) {
            heap[i] = (float) direct.get(i);
        }

        assertThat(survey(Kernels.best(), Elements.of(heap), 0, 1000).squares())
                .isEqualTo(survey(PLAIN, direct, 0, 1000).squares());
    }

    private static Survey survey(Kernel kernel, Elements values, int from, int count) {
        Survey survey = new Survey();
        kernel.survey(values, from, count, survey);
        return survey;
    }

    private Elements gaussian(int size, double deviation) {
        Elements values = Elements.allocate(Elements.Type.FLOAT32, size);
        for (int i = 0; i < size; i++) {
            values.set(i, deviation * random.nextGaussian());
        }
        return values;
    }

    private static Elements magnitudes(Elements values) {
        for (int i = 0; i < values.size(); i++) {
            values.set(i, Math.abs(values.get(i)));
        }
        return values;
    }

    private static Elements copy(Elements values) {
        Elements copy = Elements.allocate(values.type(), values.size());
        copy.copyFrom(values);
        return copy;
    }
}
