package io.steadygrad.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.random.CounterRandom;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.torch.TensorElements;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The same model twice: in the host's memory, and as tensors that only LibTorch touches. */
final class Twins implements AutoCloseable {
    /** Rank 0 to 3, units first and last, two groups, an empty tensor, and one whose weights are all zero. */
    static final List<Parameter> PARAMETERS = List.of(
            Parameter.of("input.weight", 6, 5),
            Parameter.of("input.bias", 6),
            Parameter.of("hidden.0.weight", 4, 3, 2),
            Parameter.of("hidden.0.none", 0),
            Parameter.of("hidden.0.bias", 4),
            Parameter.of("output.weight", 4, 7).unitsLast().inGroup("head"),
            Parameter.of("output.bias", 7).inGroup("head"),
            Parameter.of("temperature"));

    private static final long SEED = 4711;

    final GradientSet host;
    final DeviceGradients device;
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<Tensor> weights = new ArrayList<>();
    private final double rounding;

    Twins(Elements.Type type) {
        this(type, type == Elements.Type.FLOAT64 ? 1e-12 : 1e-6);
    }

    /** @param rounding by how much the two may differ, relative to a tensor's largest number */
    Twins(Elements.Type type, double rounding) {
        this.rounding = rounding;
        LibTorch.threads(1);
        torch.ScalarType scalar = type == Elements.Type.FLOAT64 ? torch.ScalarType.Double : torch.ScalarType.Float;
        GradientSet.Builder set = GradientSet.builder();
        DeviceGradients.Builder builder = DeviceGradients.builder();
        try (PointerScope scope = new PointerScope()) {
            for (Parameter parameter : PARAMETERS) {
                long[] shape =
                        parameter.shape().stream().mapToLong(Long::longValue).toArray();
                Tensor gradient = LibTorch.keep(torch.zeros(shape, new TensorOptions(scalar)));
                Tensor weight = LibTorch.keep(torch.zeros(shape, new TensorOptions(scalar)));
                CounterRandom random = CounterRandom.of(SEED, "weight " + parameter.name());
                Elements numbers = Elements.allocate(type, parameter.size());
                for (int i = 0; i < numbers.size() && !parameter.name().equals("output.bias"); i++) {
                    numbers.set(i, (float) (0.5 * random.gaussian(i)));
                }
                TensorElements.of(weight).copyFrom(numbers);
                set.add(parameter, Elements.allocate(type, parameter.size()), numbers);
                builder.add(parameter, gradient, weight);
                gradients.add(gradient);
                weights.add(weight);
            }
        }
        host = set.build();
        device = builder.build();
    }

    /** Gradients of a step in both: magnitudes over decades, some zeros, a spike at every seventh step. */
    void fill(long step, double scale) {
        for (int t = 0; t < host.size(); t++) {
            Elements gradient = host.get(t).gradient();
            CounterRandom random = CounterRandom.of(SEED, PARAMETERS.get(t).name());
            double size = Math.pow(10, t % 3 - 1) * (step % 7 == 0 ? 40 : 1) * scale;
            for (int i = 0; i < gradient.size(); i++) {
                gradient.set(i, i % 5 == 2 ? 0 : (float) random.gaussian(step * 1000 + i) * size);
            }
        }
        copy();
    }

    /** One entry in both. */
    void set(int tensor, int index, double value) {
        host.get(tensor).gradient().set(index, value);
        copy();
    }

    private void copy() {
        for (int t = 0; t < host.size(); t++) {
            if (host.get(t).gradient().size() > 0) {
                TensorElements.of(gradients.get(t)).copyFrom(host.get(t).gradient());
            }
        }
    }

    void requireSameGradients(String when) {
        for (int t = 0; t < host.size(); t++) {
            compare(when, t, numbers(gradients.get(t)), host.get(t).gradient().toArray());
        }
    }

    void requireSameWeights(String when) {
        for (int t = 0; t < host.size(); t++) {
            Elements weight = host.get(t).weight();
            compare(when, t, numbers(weights.get(t)), weight == null ? new double[0] : weight.toArray());
        }
    }

    private static double[] numbers(Tensor tensor) {
        return TensorElements.of(tensor).toArray();
    }

    /** To rounding, relative to the tensor's largest number: a difference of two numbers has the rounding of both. */
    private void compare(String when, int t, double[] found, double[] expected) {
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Double.isFinite(value) ? Math.abs(value) : 0);
        }
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            String what = when + ": " + PARAMETERS.get(t).name() + "[" + i + "]";
            if (Double.isFinite(expected[i])) {
                assertThat(found[i])
                        .as(what)
                        .isCloseTo(expected[i], within(rounding * Math.max(largest, Double.MIN_NORMAL)));
            } else {
                assertThat(found[i]).as(what).isEqualTo(Double.valueOf(expected[i]));
            }
        }
    }

    void requireSameReport(String when, Report found, Report expected) {
        assertThat(found.accepted()).as(when + ": accepted").isEqualTo(expected.accepted());
        assertThat(found.pending()).as(when + ": pending").isEqualTo(expected.pending());
        assertThat(found.nonFinite()).as(when + ": non-finite").isEqualTo(expected.nonFinite());
        assertThat(engagements(found)).as(when + ": engaged").isEqualTo(engagements(expected));
        compare(when + ": norm before", found.normBefore(), expected.normBefore());
        compare(when + ": norm after", found.normAfter(), expected.normAfter());
        compare(when + ": factor", found.factor(), expected.factor());
        compare(when + ": threshold", found.threshold(), expected.threshold());
        for (int t = 0; t < host.size(); t++) {
            String of = when + ", " + PARAMETERS.get(t).name();
            if (expected.measurements().needs().zeros()) {
                assertThat(found.measurements().zeros(t))
                        .as(of + ": zeros")
                        .isEqualTo(expected.measurements().zeros(t));
            }
            compare(
                    of + ": largest",
                    found.measurements().largest(t),
                    expected.measurements().largest(t));
            double largest = expected.measurements().largest(t);
            if (Double.isFinite(largest)) {
                assertThat(found.measurements().mean(t))
                        .as(of + ": mean")
                        .isCloseTo(
                                expected.measurements().mean(t),
                                within(rounding * Math.max(largest, Double.MIN_NORMAL)));
            }
        }
    }

    private static List<String> engagements(Report report) {
        return report.engagements().stream()
                .map(each -> each.method() + " " + each.scope() + " " + each.names())
                .toList();
    }

    private void compare(String what, double found, double expected) {
        if (Double.isFinite(expected)) {
            assertThat(found)
                    .as(what)
                    .isCloseTo(expected, within(rounding * Math.max(Math.abs(expected), Double.MIN_NORMAL)));
        } else {
            assertThat(found).as(what).isEqualTo(Double.valueOf(expected));
        }
    }

    @Override
    public void close() {
        device.close();
        gradients.forEach(LibTorch::release);
        weights.forEach(LibTorch::release);
    }
}
