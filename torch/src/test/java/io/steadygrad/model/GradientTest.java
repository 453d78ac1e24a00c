package io.steadygrad.model;

import static io.steadygrad.model.GradientCheck.normal64;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Back-propagated gradients against central finite differences, in float64. */
class GradientTest {
    private static final Output OUTPUT = new Output(3, Activation.LINEAR);
    private static final List<Initializer> NORMAL = List.of(Initializer.parse("normal(sd=0.5)"));
    private static final Initializer GLOROT = Initializer.parse("glorot_uniform");

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static void check(ModelSpec spec, List<Integer> inputShape, int perTensor) {
        long[] shape = Stream.concat(Stream.of(4), inputShape.stream())
                .mapToLong(Integer::longValue)
                .toArray();
        try (PointerScope scope = new PointerScope();
                Model model = spec.build(inputShape, 12, Elements.Type.FLOAT64)) {
            GradientCheck.check(model, normal64(1, shape), perTensor);
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void ofPerceptronsWithEveryActivation(Activation activation) {
        List<Initializer> init = List.of(Initializer.parse("normal(sd=0.2)"));
        check(new Mlp(List.of(6, 5), activation, init, -0.3, Norm.NONE, new Output(3, activation)), List.of(4), 40);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void ofPerceptronsAndConvolutionsWithEveryNormalisation(Norm norm) {
        check(new Mlp(List.of(6, 5), Activation.TANH, NORMAL, 0.1, norm, OUTPUT), List.of(4), 40);
        check(cnn(List.of(3, 4), 3, 2, norm, false), List.of(2, 6, 5), 40);
        check(cnn(List.of(3, 4), 2, 1, norm, false), List.of(2, 4, 3), 40);
        check(cnn(List.of(3, 3, 3), 3, 1, norm, true), List.of(2, 4, 3), 40);
    }

    private static Cnn cnn(List<Integer> channels, int kernel, int pool, Norm norm, boolean residual) {
        return new Cnn(
                channels, kernel, pool, Padding.SAME, List.of(5), Activation.TANH, NORMAL, 0.1, norm, residual, OUTPUT);
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void ofRecurrentNetworksOfOneAndTwoLayers(Cell cell) {
        RnnInit init = RnnInit.parse("normal(sd=0.5)");
        check(new Rnn(cell, 4, 1, init, OUTPUT), List.of(6, 2), 40);
        check(new Rnn(cell, 4, 2, init, OUTPUT), List.of(5, 2), 20);
    }

    static Stream<Arguments> larger() {
        return Stream.of(
                Arguments.of(new ResNet(List.of(1, 1), false, 3, Stem.SMALL, null), List.of(2, 6, 6)),
                Arguments.of(new ResNet(List.of(1, 1), true, 3, Stem.IMAGENET, null), List.of(2, 16, 16)),
                Arguments.of(new DenseNet(List.of(2, 2), 4, 3, Stem.SMALL, null), List.of(2, 6, 6)),
                Arguments.of(
                        new Transformer(2, 2, 6, 5, Activation.GELU, Positions.LEARNED, 0, GLOROT, OUTPUT),
                        List.of(5, 2)),
                Arguments.of(
                        new Transformer(1, 3, 6, 5, Activation.TANH, Positions.SINUSOIDAL, 0, GLOROT, OUTPUT),
                        List.of(5, 2)));
    }

    @ParameterizedTest
    @MethodSource("larger")
    void ofResidualDenseAndAttentionNetworks(ModelSpec spec, List<Integer> inputShape) {
        check(spec, inputShape, 4);
    }
}
