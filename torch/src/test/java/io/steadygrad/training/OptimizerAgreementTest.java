package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.torch.TensorElements;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our update rules beside LibTorch's own optimizers, on the same gradients, over 100 steps. */
class OptimizerAgreementTest {
    private static final int SIZE = 1500;
    private static final int STEPS = 100;
    private static final double LARGEST_ROUNDING = 1e-5;

    static Stream<Arguments> optimizers() {
        return Stream.of(
                of("sgd(0.01)", p -> new SGD(p, sgd(0.01, 0, false, 0))),
                of("sgd(0.01, momentum=0.9)", p -> new SGD(p, sgd(0.01, 0.9, false, 0))),
                of(
                        "sgd(0.01, momentum=0.9, nesterov=true, weight_decay=0.1)",
                        p -> new SGD(p, sgd(0.01, 0.9, true, 0.1))),
                of("adagrad", p -> new Adagrad(p, new AdagradOptions())),
                of("adagrad(lr=0.1, eps=1e-6, initial_accumulator=0.1, lr_decay=0.01, weight_decay=0.1)", p -> {
                    AdagradOptions options = new AdagradOptions(0.1);
                    options.eps().put(1e-6);
                    options.initial_accumulator_value().put(0.1);
                    options.lr_decay().put(0.01);
                    options.weight_decay().put(0.1);
                    return new Adagrad(p, options);
                }),
                of("rmsprop", p -> new RMSprop(p, new RMSpropOptions())),
                of("rmsprop(lr=0.001, alpha=0.9, momentum=0.9, centered=true, weight_decay=0.1)", p -> {
                    RMSpropOptions options = new RMSpropOptions(0.001);
                    options.alpha().put(0.9);
                    options.momentum().put(0.9);
                    options.centered().put(true);
                    options.weight_decay().put(0.1);
                    return new RMSprop(p, options);
                }),
                of("adam", p -> new Adam(p, new AdamOptions())),
                of("adam(lr=0.01, beta1=0.8, beta2=0.99, eps=1e-7, weight_decay=0.1)", p -> {
                    AdamOptions options = new AdamOptions(0.01);
                    // A std::tuple of GCC lies in memory from its last element on.
                    options.betas().put(1, 0.8).put(0, 0.99);
                    options.eps().put(1e-7);
                    options.weight_decay().put(0.1);
                    return new Adam(p, options);
                }),
                of("amsgrad", p -> {
                    AdamOptions options = new AdamOptions();
                    options.amsgrad().put(true);
                    return new Adam(p, options);
                }),
                of("amsgrad(lr=0.01, beta1=0.8, beta2=0.9, weight_decay=0.1)", p -> {
                    AdamOptions options = new AdamOptions(0.01);
                    options.amsgrad().put(true);
                    options.betas().put(1, 0.8).put(0, 0.9);
                    options.weight_decay().put(0.1);
                    return new Adam(p, options);
                }),
                of("rmsprop(momentum=0.5)", p -> {
                    RMSpropOptions options = new RMSpropOptions();
                    options.momentum().put(0.5);
                    return new RMSprop(p, options);
                }),
                of("adamw", p -> new AdamW(p, new AdamWOptions())),
                of("adamw(lr=0.01, weight_decay=0.5)", p -> {
                    AdamWOptions options = new AdamWOptions(0.01);
                    options.weight_decay().put(0.5);
                    return new AdamW(p, options);
                }));
    }

    private static SGDOptions sgd(double rate, double momentum, boolean nesterov, double decay) {
        SGDOptions options = new SGDOptions(rate);
        options.momentum().put(momentum);
        options.nesterov().put(nesterov);
        options.weight_decay().put(decay);
        return options;
    }

    private static Arguments of(String expression, Function<TensorVector, Optimizer> theirs) {
        return Arguments.of(expression, theirs);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void ourUpdatesAreThoseOfLibTorch(String expression, Function<TensorVector, Optimizer> theirs) {
        LibTorch.threads(1);
        Weights wide = train(expression, theirs, torch.ScalarType.Double);
        assertThat(difference(wide.ours, wide.theirs)).as("float64").isLessThan(1e-12);
        assertThat(difference(wide.ours, new double[SIZE]))
                .as("something happened")
                .isGreaterThan(0.9);

        // In float32 both round, LibTorch after every operation: neither may be much farther from the truth.
        Weights narrow = train(expression, theirs, torch.ScalarType.Float);
        assertThat(difference(narrow.ours, wide.ours)).as("float32").isLessThan(LARGEST_ROUNDING);
        assertThat(difference(narrow.ours, wide.ours))
                .as("float32, beside LibTorch's")
                .isLessThanOrEqualTo(Math.max(1e-7, 1.5 * difference(narrow.theirs, wide.ours)));
    }

    private record Weights(double[] ours, double[] theirs) {}

    /** The largest difference of a weight, relative to the weight where it is above 1. */
    private static double difference(double[] some, double[] others) {
        double largest = 0;
        for (int i = 0; i < some.length; i++) {
            largest = Math.max(largest, Math.abs(some[i] - others[i]) / Math.max(1, Math.abs(some[i])));
        }
        return largest;
    }

    private static Weights train(String expression, Function<TensorVector, Optimizer> theirs, torch.ScalarType type) {
        SplittableRandom random = new SplittableRandom(3);
        try (PointerScope scope = new PointerScope()) {
            Tensor weight =
                    torch.zeros(new long[] {SIZE}, new TensorOptions(type)).set_requires_grad(true);
            Tensor gradient = torch.zeros(new long[] {SIZE}, new TensorOptions(type));
            weight.mutable_grad().put(gradient);
            Elements reference = TensorElements.of(weight);
            Elements gradients = TensorElements.of(gradient);
            Elements ours = Elements.allocate(reference.type(), SIZE);
            for (int i = 0; i < SIZE; i++) {
                reference.set(i, (float) random.nextGaussian());
            }
            ours.copyFrom(reference);
            GradientSet set = GradientSet.builder()
                    .add(Parameter.of("w", SIZE), gradients, ours)
                    .build();
            Descent descent = new Descent(Circle.optimizer(expression), set);
            Optimizer optimizer = theirs.apply(new TensorVector(weight));
            for (int step = 0; step < STEPS; step++) {
                for (int i = 0; i < SIZE; i++) {
                    // Magnitudes over five decades, and some gradients that are exactly zero.
                    double magnitude = Math.pow(10, i % 5 - 3);
                    boolean zero = i % 7 == 0 && step % 2 == 0;
                    gradients.set(i, zero ? 0 : (float) (magnitude * random.nextGaussian()));
                }
                optimizer.step();
                descent.step(set, null, descent.optimizer().lr());
            }
            return new Weights(ours.toArray(), reference.toArray());
        }
    }
}
