package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Central finite differences against back-propagation, in float64. */
final class GradientCheck {
    private GradientCheck() {}

    static Tensor normal64(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = torch.zeros(shape, new TensorOptions(torch.ScalarType.Double));
        DoublePointer numbers = new DoublePointer(tensor.data_ptr());
        for (long i = 0; i < tensor.numel(); i++) {
            numbers.put(i, random.nextGaussian());
        }
        return tensor;
    }

    static Tensor normal32(long seed, long... shape) {
        return normal64(seed, shape).to(torch.ScalarType.Float);
    }

    static float[] floats(Tensor tensor) {
        float[] copy = new float[(int) tensor.numel()];
        new FloatPointer(tensor.contiguous().data_ptr()).get(copy);
        return copy;
    }

    static double[] doubles(Tensor tensor) {
        double[] copy = new double[(int) tensor.numel()];
        new DoublePointer(tensor.contiguous().data_ptr()).get(copy);
        return copy;
    }

    /**
     * Compares about {@code perTensor} evenly spread elements of every weight's gradient. The weights are first moved off their
     * exact zeros, where rectifiers have a kink; an element whose differences with two steps disagree sits within a step
     * of a kink all the same and is left out, at most one in twenty.
     *
     * <p>The loss is a fixed random combination of the outputs plus half their squares, so that no output is left out.
     */
    static void check(Model model, Tensor input, int perTensor) {
        double scale = 0;
        double worst = 0;
        String where = "";
        int compared = 0;
        int kinks = 0;
        SplittableRandom jitter = new SplittableRandom(5);
        try (PointerScope scope = new PointerScope()) {
            for (Weight weight : model.weights()) {
                DoublePointer numbers = new DoublePointer(weight.tensor().data_ptr());
                for (long i = 0; i < weight.tensor().numel(); i++) {
                    numbers.put(i, numbers.get(i) + 0.01 * jitter.nextGaussian());
                }
            }
            loss(model, input).backward();
            for (Weight weight : model.weights()) {
                String name = weight.parameter().name();
                assertThat(weight.tensor().grad().defined())
                        .as("%s has a gradient", name)
                        .isTrue();
                double[] gradient = doubles(weight.tensor().grad());
                DoublePointer numbers = new DoublePointer(weight.tensor().data_ptr());
                int stride = Math.max(1, gradient.length / perTensor);
                for (int i = 0; i < gradient.length; i += stride) {
                    double expected = difference(model, input, numbers, i, 1e-5);
                    double finer = difference(model, input, numbers, i, 2e-6);
                    compared++;
                    if (Math.abs(expected - finer) > 1e-6 * Math.max(1, Math.abs(expected))) {
                        kinks++;
                        continue;
                    }
                    scale = Math.max(scale, Math.abs(expected));
                    double error = Math.abs(gradient[i] - expected);
                    if (!(error <= worst)) {
                        worst = error;
                        where = name + "[" + i + "]: " + gradient[i] + " against " + expected;
                    }
                }
            }
        }
        assertThat(kinks).as("kinks among %d", compared).isLessThanOrEqualTo(compared / 20);
        assertThat(scale).as("the gradients are not all zero").isGreaterThan(1e-4);
        assertThat(worst / scale).as("worst is %s", where).isLessThan(1e-6);
    }

    private static double difference(Model model, Tensor input, DoublePointer numbers, long i, double h) {
        double before = numbers.get(i);
        numbers.put(i, before + h);
        double above = value(model, input);
        numbers.put(i, before - h);
        double below = value(model, input);
        numbers.put(i, before);
        return (above - below) / (2 * h);
    }

    private static double value(Model model, Tensor input) {
        try (PointerScope scope = new PointerScope()) {
            return loss(model, input).item_double();
        }
    }

    private static Tensor loss(Model model, Tensor input) {
        Tensor output = model.forward(input, true);
        Tensor linear = output.mul(normal64(99, output.shape())).sum();
        return linear.add(output.mul(output).sum().mul(new Scalar(0.5)));
    }
}
