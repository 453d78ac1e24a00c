package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.torch.LibTorch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Parameter counts and shapes of the published architectures. */
class ArchitectureTest {
    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static ModelSpec published(String name, int classes, Stem stem) {
        return switch (name) {
            case "resnet18" -> ResNet.resnet18(classes, stem, null);
            case "resnet34" -> ResNet.resnet34(classes, stem, null);
            case "resnet50" -> ResNet.resnet50(classes, stem, null);
            default -> DenseNet.densenet121(classes, stem, null);
        };
    }

    private static long parameters(Model model) {
        return model.layout().elements();
    }

    /** Counts and numbers of tensors as torchvision reports them for 1000 classes. */
    @ParameterizedTest
    @CsvSource({
        "resnet18,11689512,62,40",
        "resnet34,21797672,110,72",
        "resnet50,25557032,161,106",
        "densenet121,7978856,364,242"
    })
    void imagenetNetworksHaveThePublishedParameters(String name, long count, int tensors, int buffers) {
        try (Model model = published(name, 1000, Stem.IMAGENET).build(List.of(3, 64, 64), 1);
                PointerScope scope = new PointerScope()) {
            assertThat(parameters(model)).isEqualTo(count);
            assertThat(model.weights()).hasSize(tensors);
            assertThat(model.buffers()).hasSize(buffers);
            assertThat(model.forward(GradientCheck.normal32(1, 1, 3, 64, 64), false)
                            .shape())
                    .containsExactly(1, 1000);
            assertThat(model.outputActivation()).isEqualTo(Activation.LINEAR);
        }
    }

    /** Ten classes; the small stem's kernel has 3 x 3 instead of 7 x 7 cells for each of 3 x 64 pairs of channels. */
    @ParameterizedTest
    @CsvSource({"resnet18,512", "resnet50,2048", "densenet121,1024"})
    void smallStemsKeepTheImageAndSaveParameters(String name, int features) {
        try (Model large = published(name, 1000, Stem.IMAGENET).build(List.of(3, 32, 32), 1);
                Model small = published(name, 10, Stem.SMALL).build(List.of(3, 32, 32), 1);
                PointerScope scope = new PointerScope()) {
            long classifier = 990L * (features + 1);
            assertThat(parameters(small)).isEqualTo(parameters(large) - classifier - (49 - 9) * 3 * 64);
            long[][] firstShape = new long[1][];
            small.tap((layer, activation) -> {
                firstShape[0] = firstShape[0] == null ? activation.shape() : firstShape[0];
                return activation;
            });
            assertThat(small.forward(GradientCheck.normal32(1, 1, 3, 32, 32), false)
                            .shape())
                    .containsExactly(1, 10);
            assertThat(firstShape[0]).containsExactly(1, 64, 32, 32);
        }
    }

    @Test
    void residualNetworksAreNamedAsInTorchvision() {
        try (Model model = published("resnet50", 10, Stem.IMAGENET).build(List.of(3, 32, 32), 1)) {
            List<String> names =
                    model.layout().parameters().stream().map(Parameter::name).toList();
            assertThat(names)
                    .startsWith("conv1.weight", "bn1.weight", "bn1.bias", "layer1.0.conv1.weight")
                    .contains("layer1.0.downsample.0.weight", "layer1.0.downsample.1.bias", "layer4.2.bn3.weight")
                    .endsWith("fc.weight", "fc.bias");
            assertThat(model.buffers()).containsKeys("bn1.running_mean", "layer4.2.bn3.running_var");
            Parameter bottleneck = model.layout().parameters().get(names.indexOf("layer2.0.conv2.weight"));
            assertThat(bottleneck.shape()).containsExactly(128L, 128L, 3L, 3L);
            assertThat(bottleneck.layer()).isEqualTo("layer2.0.conv2");
        }
    }

    @Test
    void denseNetworksAreNamedAsInTorchvision() {
        try (Model model = published("densenet121", 10, Stem.IMAGENET).build(List.of(3, 32, 32), 1)) {
            assertThat(model.layout().parameters().stream().map(Parameter::name))
                    .startsWith("features.conv0.weight", "features.norm0.weight")
                    .contains(
                            "features.denseblock4.denselayer16.conv2.weight",
                            "features.transition3.conv.weight",
                            "features.norm5.bias")
                    .endsWith("classifier.weight", "classifier.bias");
        }
    }

    @Test
    void deepNetworksStartAtTorchvisionsScales() {
        try (Model model = published("resnet18", 10, Stem.IMAGENET).build(List.of(3, 32, 32), 1);
                PointerScope scope = new PointerScope()) {
            Weight kernel = model.weights().stream()
                    .filter(w -> w.parameter().name().equals("layer2.0.conv1.weight"))
                    .findFirst()
                    .orElseThrow();
            double variance = kernel.tensor().square().mean().item_double();
            // He normal over the fan out: 2 / (128 * 9); 73,728 normal numbers, four standard errors.
            assertThat(variance * 128 * 9 / 2)
                    .isBetween(1 - 4 * Math.sqrt(2.0 / 73_728), 1 + 4 * Math.sqrt(2.0 / 73_728));
        }
    }

    static Stream<Arguments> families() {
        Output output = new Output(4, Activation.SOFTMAX);
        List<Initializer> glorot = List.of(Initializer.parse("glorot_uniform"));
        RnnInit init = new RnnInit(Initializer.parse("orthogonal"), glorot.get(0));
        return Stream.of(
                // 3*6+3 + 5*3+5 + 4*5+4
                Arguments.of(new Mlp(List.of(3, 5), Activation.RELU, glorot, 0, Norm.NONE, output), List.of(2, 3), 65),
                // 65 + two normalisations of 2 x 3 and 2 x 5
                Arguments.of(new Mlp(List.of(3, 5), Activation.RELU, glorot, 0, Norm.LAYER, output), List.of(6), 81),
                // no hidden layer: 4*6+4
                Arguments.of(new Mlp(List.of(), Activation.RELU, glorot, 0, Norm.NONE, output), List.of(6), 28),
                // 7*3 + 7*7 + 7, then 4*7+4
                Arguments.of(new Rnn(Cell.TANH, 7, 1, init, output), List.of(9, 3), 109),
                Arguments.of(new Rnn(Cell.SIGMOID, 7, 1, init, output), List.of(9, 3), 109),
                Arguments.of(Rnn.lstm(7, 1, init, output), List.of(9, 3), 4 * 77 + 32),
                Arguments.of(Rnn.gru(7, 1, init, output), List.of(9, 3), 3 * 84 + 32),
                // one more layer: 7*7 + 7*7 + 7
                Arguments.of(new Rnn(Cell.RELU, 7, 2, init, output), List.of(9, 3), 77 + 105 + 32),
                // DeepOBS fmnist_2c2d with four outputs: 832 + 51,264 + 3,212,288 + 4,100
                Arguments.of(
                        new Cnn(
                                List.of(32, 64),
                                5,
                                2,
                                Padding.SAME,
                                List.of(1024),
                                Activation.RELU,
                                glorot,
                                0.05,
                                Norm.NONE,
                                false,
                                output),
                        List.of(1, 28, 28),
                        3_268_484),
                // 10 x 9 -> valid 3 x 3 -> 8 x 7 -> pool 2 -> 4 x 3, 2 filters of 3*9+1; output 4 * 24 + 4
                Arguments.of(
                        new Cnn(
                                List.of(2),
                                3,
                                2,
                                Padding.VALID,
                                List.of(),
                                Activation.RELU,
                                glorot,
                                0,
                                Norm.NONE,
                                false,
                                output),
                        List.of(3, 10, 9),
                        56 + 100),
                // embedding 8*3+8, positions 5*8, block 2*16 + 24*8+24 + 8*8+8 + 6*8+6 + 8*6+8, norm 16, output 36
                Arguments.of(
                        new Transformer(1, 2, 8, 6, Activation.GELU, Positions.LEARNED, 0, glorot.get(0), output),
                        List.of(5, 3),
                        32 + 40 + 430 + 16 + 36),
                // a table of 10 x 8 instead of the embedding, no trained positions
                Arguments.of(
                        new Transformer(1, 2, 8, 6, Activation.GELU, Positions.SINUSOIDAL, 10, glorot.get(0), output),
                        List.of(5),
                        80 + 430 + 16 + 36));
    }

    @ParameterizedTest
    @MethodSource("families")
    void familiesHaveTheParametersCountedByHand(ModelSpec spec, List<Integer> inputShape, long count) {
        long[] shape = Stream.concat(Stream.of(2), inputShape.stream())
                .mapToLong(Integer::longValue)
                .toArray();
        for (Elements.Type type : List.of(Elements.Type.FLOAT32, Elements.Type.FLOAT64)) {
            try (Model model = spec.build(inputShape, 1, type);
                    PointerScope scope = new PointerScope()) {
                assertThat(parameters(model)).isEqualTo(count);
                assertThat(new HashSet<>(model.layout().parameters().stream()
                                .map(Parameter::name)
                                .toList()))
                        .hasSize(model.weights().size());
                Tensor input = type == Elements.Type.FLOAT32
                        ? GradientCheck.normal32(1, shape).abs()
                        : GradientCheck.normal64(1, shape).abs();
                Tensor output = model.forward(input, true);
                assertThat(output.shape()).containsExactly(2, 4);
                assertThat(output.sum().item_double()).isBetween(2 - 1e-5, 2 + 1e-5);
                for (Weight weight : model.weights()) {
                    assertThat(weight.tensor().is_contiguous()
                                    && weight.tensor().is_leaf()
                                    && weight.tensor().requires_grad())
                            .isTrue();
                    assertThat(weight.tensor().shape())
                            .containsExactly(weight.parameter().shape().stream()
                                    .mapToLong(Long::longValue)
                                    .toArray());
                }
            }
        }
    }

    /** Kernels of zeros behind the first convolution: x + relu(0) is x, and relu(0) is 0; conv.3 changes the channels. */
    @Test
    void residualConvolutionsAddTheirInput() {
        List<Initializer> init = Stream.of("normal(sd=1)", "zeros", "zeros", "zeros")
                .map(Initializer::parse)
                .toList();
        for (boolean residual : new boolean[] {true, false}) {
            Cnn spec = new Cnn(
                    List.of(3, 3, 3, 4),
                    3,
                    1,
                    Padding.SAME,
                    List.of(),
                    Activation.RELU,
                    init,
                    0,
                    Norm.NONE,
                    residual,
                    new Output(4, Activation.LINEAR));
            try (Model model = spec.build(List.of(2, 4, 4), 1);
                    PointerScope scope = new PointerScope()) {
                Map<String, Double> sums = new HashMap<>();
                model.tap((layer, activation) -> {
                    sums.put(layer, activation.sum().item_double());
                    return activation;
                });
                model.forward(GradientCheck.normal32(1, 2, 2, 4, 4), false);
                double first = sums.getOrDefault("conv.0", 0.0);
                assertThat(first).isGreaterThan(1);
                assertThat(sums).containsEntry("conv.2", residual ? first : 0.0).containsEntry("conv.3", 0.0);
            }
        }
    }

    @Test
    void inputsThatDoNotFitAreRefused() {
        Output output = new Output(1, Activation.LINEAR);
        RnnInit init = RnnInit.parse("zeros");
        assertThatThrownBy(() -> new Rnn(Cell.TANH, 3, 1, init, output).build(List.of(4), 1))
                .hasMessage("The model 'rnn' takes inputs of shape [time, channels], but the data have [4]");
        assertThatThrownBy(() -> DenseNet.densenet121(10, Stem.IMAGENET, null).build(List.of(3, 28, 28), 1))
                .hasMessageContaining("at least 32")
                .hasMessageContaining("use stem: small or pad the images");
        assertThatThrownBy(() -> new Cnn(
                                List.of(2, 2),
                                5,
                                2,
                                Padding.VALID,
                                List.of(),
                                Activation.RELU,
                                List.of(Initializer.parse("zeros")),
                                0,
                                Norm.NONE,
                                false,
                                output)
                        .build(List.of(1, 8, 8), 1))
                .hasMessageContaining("runs out of image")
                .hasMessageContaining("conv.1");
        assertThatThrownBy(() -> new Transformer(
                        1, 3, 8, 6, Activation.GELU, Positions.LEARNED, 0, Initializer.parse("zeros"), output))
                .hasMessageContaining("width must be a multiple of heads");
        Mlp normalised =
                new Mlp(List.of(2), Activation.RELU, List.of(Initializer.parse("he_normal")), 0, Norm.BATCH, output);
        try (Model model = normalised.build(List.of(3), 1);
                PointerScope scope = new PointerScope()) {
            Tensor row = GradientCheck.normal32(1, 1, 3);
            assertThatThrownBy(() -> model.forward(row, true)).hasMessageContaining("last_batch: drop");
            assertThat(model.forward(row, false).shape()).containsExactly(1, 1);
        }
    }
}
