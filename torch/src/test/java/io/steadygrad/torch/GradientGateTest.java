package io.steadygrad.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.control.RunFailedException;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Glob;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Decision;
import io.steadygrad.method.GradientAmplification;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GradientGateTest {
    private PointerScope scope = new PointerScope();

    @BeforeEach
    void open() {
        LibTorch.threads(1);
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor leaf(float... numbers) {
        return torch.tensor(numbers).set_requires_grad(true);
    }

    private static double[] numbers(Tensor tensor) {
        return TensorElements.of(tensor.detach().contiguous()).toArray();
    }

    @Test
    void itIsTheIdentityForwardsAndLimitsBackwards() {
        Tensor x = leaf(1, 2);
        try (GradientGate gate = GradientGate.of("clip_by_global_norm(1)")) {
            Tensor y = gate.forward(x);
            assertThat(numbers(y)).containsExactly(1, 2);
            Backward.from(y.mul(torch.tensor(3f, 4f)).sum());
            assertThat(numbers(x.grad())).containsExactly(0.6f, 0.8f);
            assertThat(gate.report().normBefore()).isEqualTo(5);
            assertThat(gate.report().normAfter()).isEqualTo(1);
        }
    }

    @Test
    void onlyWhatPassesTheGateIsLimited() {
        Tensor x = leaf(1, 2);
        try (GradientGate gate = GradientGate.of("clip_by_value(1)")) {
            Tensor behind = gate.forward(x).mul(torch.tensor(30f, 0.5f)).sum();
            Tensor beside = x.mul(new Scalar(7.0)).sum();
            Backward.from(behind.add(beside));
            assertThat(numbers(x.grad())).containsExactly(1 + 7, 0.5 + 7);
        }
    }

    @Test
    void unitsAreExamples() {
        Tensor x = torch.tensor(0f, 0f, 0f, 0f).reshape(2, 2).detach().set_requires_grad(true);
        try (GradientGate gate = GradientGate.of("clip_by_norm(1, scope=unit)")) {
            Tensor slopes = torch.tensor(3f, 4f, 0.3f, 0.4f).reshape(2, 2);
            Backward.from(gate.forward(x).mul(slopes).sum());
            assertThat(numbers(x.grad())).containsExactly(0.6f, 0.8f, 0.3f, 0.4f);
        }
    }

    @Test
    void amplifyingGatesCompoundUpstream() {
        Mlp spec = new Mlp(
                List.of(4, 4),
                Activation.TANH,
                List.of(Initializer.parse("glorot_uniform")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        double[][] plain = gradients(spec, null);
        double[][] amplified;
        try (Gates gates = new Gates(
                Glob.parse("hidden.*"), MethodExpression.parse("scale(2)").chain())) {
            amplified = gradients(spec, gates);
            assertThat(gates.gates()).containsOnlyKeys("hidden.0", "hidden.1");
        }
        double[] factors = {4, 4, 2, 2, 1, 1};
        for (int t = 0; t < plain.length; t++) {
            for (int i = 0; i < plain[t].length; i++) {
                assertThat(amplified[t][i]).isEqualTo(factors[t] * plain[t][i]);
            }
        }
    }

    @Test
    void amplificationInsideBackwardDrawsItsLayersEachEpoch() {
        Mlp spec = new Mlp(
                List.of(3, 3, 3, 3),
                Activation.TANH,
                List.of(Initializer.parse("glorot_uniform")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        double[][] plain = gradients(spec, null);
        List<String> layers = List.of("hidden.0", "hidden.1", "hidden.2", "hidden.3");
        List<List<Double>> perEpoch = new ArrayList<>();
        try (Gates gates =
                Gates.amplification(new GradientAmplification(Glob.parse("*"), 0.5, 2, 2, 9, 1, 7), layers)) {
            for (int epoch = 1; epoch <= 10; epoch++) {
                gates.at(new Step(epoch, epoch, null, null));
                double[][] amplified = gradients(spec, gates);
                List<Double> factors = new ArrayList<>();
                for (int t = 0; t < plain.length; t += 2) {
                    factors.add(amplified[t][0] / plain[t][0]);
                }
                perEpoch.add(factors);
            }
        }
        assertThat(perEpoch.get(0)).containsOnly(1.0);
        assertThat(perEpoch.get(9)).containsOnly(1.0);
        for (List<Double> factors : perEpoch.subList(1, 9)) {
            // Two of four layers double what flows back, and both lie behind the first one or in it.
            assertThat(factors.get(0)).isEqualTo(4.0);
            assertThat(factors).isSortedAccordingTo(Comparator.reverseOrder()).endsWith(1.0);
        }
        assertThat(new HashSet<>(perEpoch.subList(1, 9))).hasSizeGreaterThan(2);
    }

    private static double[][] gradients(Mlp spec, Gates gates) {
        try (Model model = spec.build(List.of(3), 5);
                GradientMemory memory = new GradientMemory(model.weights())) {
            model.tap(gates);
            Backward.from(model.forward(torch.ones(2, 3), true).sum());
            return memory.gradients().entries().stream()
                    .map(entry -> entry.gradient().toArray())
                    .toArray(double[][]::new);
        }
    }

    @Test
    void itWorksInAModuleOfOnesOwn() {
        class Gated extends org.bytedeco.pytorch.Module {
            private final LinearImpl first = new LinearImpl(2, 2);
            private final LinearImpl second = new LinearImpl(2, 1);
            private final GradientGate gate = GradientGate.of("scale(1000)");

            Gated() {
                register_module("first", first);
                register_module("second", second);
            }

            Tensor forward(Tensor x, boolean gated) {
                Tensor h = first.forward(x).tanh();
                return second.forward(gated ? gate.forward(h) : h);
            }
        }
        Gated module = new Gated();
        Backward.from(module.forward(torch.ones(1, 2), false).sum());
        double[] plainFirst = numbers(module.first.weight().grad());
        double[] plainSecond = numbers(module.second.weight().grad());
        module.zero_grad(true);
        Backward.from(module.forward(torch.ones(1, 2), true).sum());
        double[] first = numbers(module.first.weight().grad());
        for (int i = 0; i < first.length; i++) {
            assertThat(first[i] / plainFirst[i]).isBetween(999.9, 1000.1);
        }
        assertThat(numbers(module.second.weight().grad())).isEqualTo(plainSecond);
        module.gate.close();
    }

    @Test
    void withoutAGradientToControlTheArgumentComesBack() {
        try (GradientGate gate = GradientGate.of("clip_by_value(1)")) {
            Tensor x = torch.ones(2);
            assertThat(gate.forward(x)).isSameAs(x);
            assertThat(gate.report()).isNull();
        }
    }

    @Test
    void aRejectedGradientPassesAsItIs() {
        Tensor x = leaf(1, 2);
        try (GradientGate gate = GradientGate.of("clip_by_value(1)")) {
            Backward.from(gate.forward(x).mul(torch.tensor(Float.NaN, 5f)).sum());
            assertThat(numbers(x.grad())).containsExactly(Double.NaN, 5);
            assertThat(gate.report().accepted()).isFalse();
        }
    }

    @Test
    void batchesOfAnotherSizeAreWelcome() {
        try (GradientGate gate = GradientGate.of("clip_by_global_norm(1)")) {
            for (long size : new long[] {4, 3, 4, 1}) {
                Tensor x = torch.zeros(size).set_requires_grad(true);
                Backward.from(gate.forward(x).sum());
                assertThat(x.grad().norm().item_double()).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-6));
            }
        }
    }

    @Test
    void anExceptionInsideComesOutAsItWasThrown() {
        Tensor x = leaf(1);
        try (GradientGate gate = GradientGate.of("error_on_non_finite")) {
            Tensor bad = gate.forward(x).mul(new Scalar(Double.NaN)).sum();
            assertThatThrownBy(() -> Backward.from(bad))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("1 NaN in tensor gate");
        }
        record Broken() implements Method {
            @Override
            public Effect effect() {
                return Effect.NOTHING;
            }

            @Override
            public Decision decide(Measurements now, State state, Step step) {
                throw new IllegalStateException("broken on purpose");
            }
        }
        try (GradientGate gate = new GradientGate("broken", Chain.of(new Broken()))) {
            Tensor loss = gate.forward(x).sum();
            assertThatThrownBy(() -> Backward.from(loss))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("broken on purpose");
        }
    }

    @Test
    void itSurvivesTheScopeItWasMadeInAndManySteps() {
        AtomicReference<GradientGate> made = new AtomicReference<>();
        try (PointerScope inner = new PointerScope()) {
            made.set(GradientGate.of("clip_by_global_norm(1)"));
        }
        Tensor x = leaf(1, 2);
        for (int i = 0; i < 200; i++) {
            try (PointerScope inner = new PointerScope()) {
                Backward.from(made.get().forward(x).mul(torch.tensor(3f, 4f)).sum());
            }
        }
        assertThat(numbers(x.grad())[0]).isBetween(119.99, 120.01);
        made.get().close();
    }
}
