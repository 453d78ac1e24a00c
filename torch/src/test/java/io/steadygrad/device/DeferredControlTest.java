package io.steadygrad.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.testkit.Examples;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided on the device is what the host decides, and the host is not asked. */
class DeferredControlTest {
    private static final int STEPS = 16;

    static Stream<String> expressions() {
        Stream<String> bands = Stream.of(
                        "amplify",
                        "band",
                        "clip_by_value",
                        "clip_by_norm",
                        "clip_by_global_norm",
                        "clip_by_block_rms",
                        "limit_max",
                        "normalize",
                        "sign",
                        "article",
                        "renormalize_layer",
                        "renormalize_param",
                        "scale",
                        "skip_large",
                        "identity")
                .flatMap(Examples::of);
        return Stream.concat(
                bands,
                Stream.of(
                        "scale(0.5) | clip_by_norm(0.1) | clip_by_global_norm(0.2) | clip_by_value(0.05)",
                        "skip_large(30) | normalize | sign(0.1)",
                        "amplify(0.5, max_factor=3, floor=0.2, scope=layer)",
                        "band(0.1, 0.2, floor=0.01, max_factor=4)",
                        "clip_by_norm(0.1, scope=unit, norm=rms)",
                        "skip_non_finite(5) | clip_by_norm(0.1, norm=lp(3))",
                        "allow_non_finite | clip_by_norm(0.1, norm=linf)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expressions")
    void doesAsTheHost(String expression) {
        for (Elements.Type type : new Elements.Type[] {Elements.Type.FLOAT64, Elements.Type.FLOAT32}) {
            try (Twins twins = new Twins(type);
                    DeferredControl device = DeferredControl.of(expression, twins.device)) {
                GradientControl host = GradientControl.of(expression, twins.host.layout());
                host.observing();
                long rejected = 0;
                for (long step = 1; step <= STEPS; step++) {
                    twins.fill(step, 1);
                    poison(twins, step);
                    Report expected = host.apply(twins.host, Step.of(step));
                    rejected += expected.accepted() ? 0 : 1;
                    device.apply();
                    String when = expression + " on " + type + ", step " + step;
                    twins.requireSameGradients(when);
                    DeferredControl.Seen seen = device.seen();
                    assertThat(seen.accepted()).as(when).isEqualTo(expected.accepted());
                    assertThat(seen.rejected()).as(when).isEqualTo(rejected);
                    requireClose(when + ": norm before", seen.normBefore(), expected.normBefore());
                    requireClose(when + ": norm after", seen.normAfter(), expected.normAfter());
                    if (!Double.isNaN(expected.factor()) && !Double.isNaN(seen.factor())) {
                        requireClose(when + ": factor", seen.factor(), expected.factor());
                    }
                }
            }
        }
    }

    private static void poison(Twins twins, long step) {
        if (step % 7 == 4) {
            twins.set(0, 7, Double.NaN);
        }
        if (step % 7 == 5) {
            twins.set(5, 3, Double.NEGATIVE_INFINITY);
        }
    }

    private static void requireClose(String what, double found, double expected) {
        if (Double.isFinite(expected)) {
            assertThat(found).as(what).isCloseTo(expected, within(1e-6 * Math.max(1e-300, Math.abs(expected))));
        } else {
            assertThat(Double.isFinite(found)).as(what).isFalse();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "sgd(0.1)",
                "sgd(0.1, momentum=0.8, nesterov=true)",
                "adam(weight_decay=0.1)",
                "adamw(lr=0.01)",
                "amsgrad",
                "adadelta",
                "lion(weight_decay=0.1)",
                "lars(0.1)"
            })
    void descendsAsTheHostAndSkipsRejectedSteps(String expression) {
        Optimizer optimizer = OptimizerExpression.parse(expression).optimizer();
        for (String method : new String[] {"clip_by_global_norm(1)", "normalize(scope=layer)", "clip_by_value(0.2)"}) {
            try (Twins twins = new Twins(Elements.Type.FLOAT64, 1e-6);
                    DeferredControl device = DeferredControl.of(method, twins.device);
                    DeviceDescent descent = new DeviceDescent(optimizer, twins.device)) {
                GradientControl host = GradientControl.of(method, twins.host.layout());
                host.observing();
                Descent reference = new Descent(optimizer, twins.host);
                for (long step = 1; step <= STEPS; step++) {
                    twins.fill(step, 1);
                    poison(twins, step);
                    host.step(twins.host, Step.of(step), reference);
                    device.step(descent, optimizer.lr());
                    twins.requireSameWeights(expression + " after " + method + ", step " + step);
                }
                assertThat(descent.steps()).isEqualTo(reference.steps()).isLessThan(STEPS);
            }
        }
    }

    /** A tensor of the device {@code meta} has a shape and no numbers: whoever asks for one, which is what makes a host wait, fails. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "clip_by_global_norm(1)",
                "clip_by_norm(0.1, norm=l1, scope=layer)",
                "clip_by_block_rms(0.1)",
                "limit_max(0.5, scope=group)",
                "skip_large(3) | scale(0.5) | clip_by_norm(1) | clip_by_global_norm(1)"
            })
    void neverWaitsForTheDevice(String expression) {
        try (PointerScope scope = new PointerScope()) {
            TensorOptions meta =
                    new TensorOptions(torch.ScalarType.Float).device(new DeviceOptional(new Device("meta")));
            DeviceGradients.Builder builder = DeviceGradients.builder();
            for (Parameter parameter : Twins.PARAMETERS) {
                long[] shape =
                        parameter.shape().stream().mapToLong(Long::longValue).toArray();
                builder.add(parameter, torch.zeros(shape, meta));
            }
            DeviceGradients gradients = builder.build();
            DeferredControl control = DeferredControl.of(expression, gradients);
            for (int step = 1; step < 10; step++) {
                control.apply();
            }
            assertThatThrownBy(control::seen).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void givesUpWhereTheHostDoesAtMostSoManyStepsLater() {
        try (Twins twins = new Twins(Elements.Type.FLOAT32);
                DeferredControl device =
                        DeferredControl.of("skip_non_finite(3) | clip_by_global_norm(1)", twins.device)) {
            GradientControl host =
                    GradientControl.of("skip_non_finite(3) | clip_by_global_norm(1)", twins.host.layout());
            for (long step = 1; step <= 3; step++) {
                twins.fill(step, 1);
                twins.set(0, 7, Double.NaN);
                device.apply();
                if (step == 3) {
                    assertThatThrownBy(() -> host.apply(twins.host, Step.of(3))).isInstanceOf(RunFailedException.class);
                } else {
                    host.apply(twins.host, Step.of(step));
                }
            }
            assertThatThrownBy(device::apply)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("3 steps in a row had gradients that are not finite");
        }
    }

    @Test
    void namesTheMethodThatOnlyTheHostDecides() {
        try (Twins twins = new Twins(Elements.Type.FLOAT32)) {
            assertThatThrownBy(() -> DeferredControl.of("clip_by_global_norm(1) | zclip", twins.device))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not Zclip")
                    .hasMessageContaining("GradientControl.apply");
            assertThatThrownBy(() -> DeferredControl.of("clip_by_value(1) | clip_by_global_norm(1)", twins.device))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("behind them");
            try (DeviceDescent lamb =
                            new DeviceDescent(OptimizerExpression.parse("lamb").optimizer(), twins.device);
                    DeferredControl control = DeferredControl.of("normalize", twins.device)) {
                assertThatThrownBy(() -> control.step(lamb, 0.1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("depends on how many steps were not rejected");
            }
        }
    }

    @Test
    void anEmptySetHasNothingToControl() {
        try (PointerScope scope = new PointerScope()) {
            Tensor none = torch.zeros(new long[] {0}, new TensorOptions(torch.ScalarType.Float));
            DeviceGradients empty =
                    DeviceGradients.builder().add(Parameter.of("none", 0), none).build();
            assertThat(GradientControl.of("clip_by_global_norm(1)", empty.layout())
                            .apply(empty, Step.of(1))
                            .accepted())
                    .isTrue();
            assertThatThrownBy(() -> DeferredControl.of("normalize", empty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("every tensor is empty");
        }
    }
}
