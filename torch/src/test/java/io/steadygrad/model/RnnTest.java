package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RnnTest {
    private static final Output OUTPUT = new Output(2, Activation.LINEAR);

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static RnnInit init(String recurrent, String input) {
        return new RnnInit(Initializer.parse(recurrent), Initializer.parse(input));
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void walkingThroughTimeAgreesWithTheOperatorOfWholeSequences(Cell cell) {
        Rnn rnn = new Rnn(cell, 5, 1, init("normal(sd=0.5)", "normal"), OUTPUT);
        try (Model model = rnn.build(List.of(7, 3), 1, Elements.Type.FLOAT64);
                PointerScope scope = new PointerScope()) {
            Tensor input = GradientCheck.normal64(2, 4, 7, 3);
            double[] whole = GradientCheck.doubles(model.forward(input, true));
            List<String> seen = new ArrayList<>();
            model.tap((layer, activation) -> {
                seen.add(layer);
                return activation;
            });
            double[] stepwise = GradientCheck.doubles(model.forward(input, true));
            assertThat(stepwise).containsExactly(whole, within(1e-12));
            assertThat(seen).hasSize(8).endsWith("recurrent", "output").startsWith("recurrent");
        }
    }

    /** In float32 LibTorch takes other code for an LSTM (oneDNN) than in the float64 of the gradient checks. */
    @ParameterizedTest
    @EnumSource(Cell.class)
    void gradientsInFloat32AgreeWithThoseInFloat64(Cell cell) {
        Rnn rnn = new Rnn(cell, 5, 1, init("normal(sd=0.5)", "normal"), OUTPUT);
        try (Model single = rnn.build(List.of(7, 3), 1, Elements.Type.FLOAT32);
                Model exact = rnn.build(List.of(7, 3), 1, Elements.Type.FLOAT64);
                PointerScope scope = new PointerScope()) {
            single.forward(GradientCheck.normal32(2, 4, 7, 3), true).sum().backward();
            exact.forward(GradientCheck.normal64(2, 4, 7, 3), true).sum().backward();
            for (int w = 0; w < exact.weights().size(); w++) {
                double[] expected =
                        GradientCheck.doubles(exact.weights().get(w).tensor().grad());
                float[] gradient =
                        GradientCheck.floats(single.weights().get(w).tensor().grad());
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) gradient[i]).isCloseTo(expected[i], within(1e-4));
                }
            }
        }
    }

    @Test
    void aTapCutsTheGradientThroughTime() {
        Rnn rnn = new Rnn(Cell.TANH, 5, 1, init("orthogonal", "normal"), OUTPUT);
        try (Model model = rnn.build(List.of(7, 3), 1);
                PointerScope scope = new PointerScope()) {
            int[] step = {0};
            // Only the last of the seven states passes its gradient on: the input weights' gradient is that of the last
            // step.
            model.tap((layer, activation) ->
                    layer.equals("recurrent") && ++step[0] < 7 ? activation.detach() : activation);
            Tensor input = GradientCheck.normal32(2, 1, 7, 3);
            model.forward(input, true).select(1, 0).sum().backward();
            float[] gradient =
                    GradientCheck.floats(model.weights().get(0).tensor().grad());
            float[] last = GradientCheck.floats(input.select(1, 6));
            // An outer product with the last input: every row is a multiple of it.
            assertThat(gradient[1] / gradient[0]).isCloseTo(last[1] / last[0], within(1e-4f));
            assertThat(gradient[2] / gradient[0]).isCloseTo(last[2] / last[0], within(1e-4f));
        }
    }

    @Test
    void layersAreNamedAndGatesAreInitialisedOneByOne() {
        try (Model model = Rnn.lstm(4, 1, init("orthogonal(gain=2)", "normal(sd=0.01)"), OUTPUT)
                .build(List.of(7, 3), 1, Elements.Type.FLOAT64)) {
            assertThat(model.layout())
                    .hasToString("recurrent.weight_ih[16, 3], recurrent.weight_hh[16, 4], recurrent.bias[16], "
                            + "output.weight[2, 4], output.bias[2]");
            double[] w = GradientCheck.doubles(model.weights().get(1).tensor());
            for (int gate = 0; gate < 4; gate++) {
                for (int a = 0; a < 4; a++) {
                    for (int b = 0; b < 4; b++) {
                        double dot = 0;
                        for (int k = 0; k < 4; k++) {
                            dot += w[(4 * gate + a) * 4 + k] * w[(4 * gate + b) * 4 + k];
                        }
                        assertThat(dot).isCloseTo(a == b ? 4 : 0, within(1e-13));
                    }
                }
            }
        }
        try (Model model = Rnn.gru(4, 2, init("orthogonal", "normal"), OUTPUT).build(List.of(7, 3), 1)) {
            assertThat(model.layout().parameters().stream().map(Parameter::name))
                    .startsWith("recurrent.0.weight_ih", "recurrent.0.weight_hh", "recurrent.0.bias_ih")
                    .contains("recurrent.1.bias_hh");
        }
    }

    @Test
    void outputsTakeTheInputsInitializerUnlessTheyNameOne() {
        Rnn rnn = new Rnn(Cell.RELU, 4, 1, init("orthogonal", "constant(0.5)"), OUTPUT);
        Output zero = new Output(2, Activation.LINEAR, Initializer.parse("zeros"), 0.25);
        Rnn other = new Rnn(Cell.RELU, 4, 1, init("orthogonal", "constant(0.5)"), zero);
        try (Model a = rnn.build(List.of(7, 3), 1, Elements.Type.FLOAT64);
                Model b = other.build(List.of(7, 3), 1, Elements.Type.FLOAT64)) {
            assertThat(GradientCheck.doubles(a.weights().get(3).tensor())).containsOnly(0.5);
            assertThat(GradientCheck.doubles(b.weights().get(3).tensor())).containsOnly(0);
            assertThat(GradientCheck.doubles(b.weights().get(4).tensor())).containsOnly(0.25);
        }
    }
}
