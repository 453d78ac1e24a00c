package io.steadygrad.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.method.Step;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.optimizer.OptimizerCatalog;
import io.steadygrad.optimizer.OptimizerExpression;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer of the catalogue moves weights on a device as it does on the host. */
class DeviceDescentTest {
    private static final int STEPS = 20;

    static Stream<String> optimizers() {
        return Stream.of(
                "sgd(0.1)",
                "sgd(0.1, momentum=0.8, weight_decay=0.02)",
                "sgd(0.1, momentum=0.8, nesterov=true)",
                "adam(weight_decay=0.1)",
                "adam(lr=0.01, beta1=0.7, eps=0)",
                "adamw(lr=0.01)",
                "adamw(lr=0.01, eps=0)",
                "amsgrad(weight_decay=0.1)",
                "amsgrad(eps=0)",
                "adagrad(lr_decay=0.1, initial_accumulator=0.2)",
                "rmsprop",
                "rmsprop(momentum=0.5, centered=true, weight_decay=0.1)",
                "adadelta(weight_decay=0.1)",
                "nadam(weight_decay=0.1)",
                "lion(weight_decay=0.1)",
                "signum(weight_decay=0.1)",
                "spam(interval=7, warmup=3, threshold=1.5, weight_decay=0.1)",
                "lars(0.1, weight_decay=0.01)",
                "lamb(weight_decay=0.1)",
                "stable_adamw",
                "adafactor(weight_decay=0.1)");
    }

    @Test
    void allOfTheCatalogueAreCompared() {
        Set<String> compared =
                optimizers().map(each -> each.replaceAll("\\(.*", "")).collect(Collectors.toSet());
        assertThat(compared)
                .isEqualTo(new HashSet<>(OptimizerCatalog.optimizers().names()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void weightsMoveAsOnTheHost(String expression) {
        run(expression, "clip_by_global_norm(1)", Elements.Type.FLOAT64);
        run(expression, "clip_by_norm(1) | clip_by_value(0.3)", Elements.Type.FLOAT64);
        run(expression, "normalize(scope=layer)", Elements.Type.FLOAT32);
    }

    private static void run(String expression, String method, Elements.Type type) {
        Optimizer optimizer = OptimizerExpression.parse(expression).optimizer();
        try (Twins twins = new Twins(type, type == Elements.Type.FLOAT64 ? 1e-11 : 1e-5);
                DeviceDescent descent = new DeviceDescent(optimizer, twins.device)) {
            Descent reference = new Descent(optimizer, twins.host);
            GradientControl host = GradientControl.of(method, twins.host.layout());
            host.observing();
            GradientControl device = GradientControl.of(method, twins.device.layout());
            device.observing();
            for (long step = 1; step <= STEPS; step++) {
                twins.fill(step, 1);
                if (step % 8 == 3) {
                    twins.set(2, 4, Double.NaN);
                }
                Step now = new Step(step, 1, null, step % 5 == 0 ? optimizer.lr() / 2 : null);
                Report expected = host.step(twins.host, now, reference);
                Report found = device.step(twins.device, now, descent);
                String when = expression + " after " + method + " on " + type + ", step " + step;
                twins.requireSameReport(when, found, expected);
                twins.requireSameWeights(when);
            }
            assertThat(descent.steps()).isEqualTo(reference.steps()).isLessThan(STEPS);
        }
    }

    @Test
    void hostAndDeviceGoOnWhereTheOtherStopped() {
        Optimizer adam = OptimizerExpression.parse("adam(0.01)").optimizer();
        try (Twins twins = new Twins(Elements.Type.FLOAT64, 1e-11);
                DeviceDescent first = new DeviceDescent(adam, twins.device);
                DeviceDescent second = new DeviceDescent(adam, twins.device)) {
            Descent before = new Descent(adam, twins.host);
            Descent after = new Descent(adam, twins.host);
            for (long step = 1; step <= 6; step++) {
                if (step == 4) {
                    second.load(before.save());
                    after.load(first.save());
                }
                twins.fill(step, 1);
                (step < 4 ? before : after).step(twins.host, null, adam.lr());
                (step < 4 ? first : second).step(null, adam.lr());
                twins.requireSameWeights("step " + step);
            }
            assertThat(second.steps()).isEqualTo(6);
        }
    }

    @Test
    void aSquareBeyondTheTypeDoesNotStay() {
        Optimizer adam = OptimizerExpression.parse("adam(0.01)").optimizer();
        try (Twins twins = new Twins(Elements.Type.FLOAT32);
                DeviceDescent descent = new DeviceDescent(adam, twins.device)) {
            twins.fill(1, 1e25);
            descent.step(null, adam.lr());
            descent.save()
                    .forEach((name, moment) ->
                            assertThat(Arrays.stream(moment.toArray())).as(name).allMatch(Double::isFinite));
        }
    }

    @Test
    void asksForWeights() {
        try (Twins twins = new Twins(Elements.Type.FLOAT32);
                DeviceGradients alone = DeviceGradients.builder()
                        .add(
                                Twins.PARAMETERS.get(1),
                                twins.device.tensors().get(1).gradient())
                        .build()) {
            assertThatThrownBy(() -> new DeviceDescent(
                            OptimizerExpression.parse("adam(0.01)").optimizer(), alone))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'input.bias' came without its weight");
        }
    }
}
