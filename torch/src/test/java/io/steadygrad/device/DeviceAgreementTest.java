package io.steadygrad.device;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.gradient.Elements;
import io.steadygrad.method.Step;
import io.steadygrad.testkit.Examples;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of the catalogue decides and does the same on a device as on the host. */
class DeviceAgreementTest {
    private static final int STEPS = 24;

    static Stream<String> expressions() {
        return Stream.concat(
                Examples.ofCatalogue(),
                Stream.of(
                        "clip_by_value(0.5) | clip_by_global_norm(1)",
                        "zero_nans | clip_by_norm(0.1, scope=unit)",
                        "allow_non_finite | clip_by_value(1)",
                        "allow_non_finite | clip_by_global_norm(1)",
                        "accumulate(3) | agc(0.5) | grokfast",
                        "noise(0.01, seed=-9007199254740991) | normalize(scope=layer)",
                        "stable_spam(interval=3) | clip_by_norm(1, norm=lp(3), scope=group)",
                        "per_group(\"*.bias\"=clip_by_value(0.1), default=normalize(scope=unit)) | clip_by_global_norm(1)",
                        "centralize | adagc(warmup=3) | trust_ratio"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expressions")
    void decidesAndDoesAsTheHost(String expression) {
        for (Elements.Type type : new Elements.Type[] {Elements.Type.FLOAT64, Elements.Type.FLOAT32}) {
            run(expression, type, 1);
        }
    }

    @Test
    void staysInRangeWhereSquaresDoNot() {
        for (double scale : new double[] {1e200, 1e-200, 1e-310}) {
            run("clip_by_global_norm(1)", Elements.Type.FLOAT64, scale);
            run("normalize(scope=tensor)", Elements.Type.FLOAT64, scale);
            run("clip_by_norm(1, norm=lp(3), scope=unit)", Elements.Type.FLOAT64, scale);
        }
        run("scale(1e30)", Elements.Type.FLOAT32, 1e20);
        run("normalize", Elements.Type.FLOAT32, 1e-38);
        run("clip_by_global_norm(1)", Elements.Type.FLOAT32, 1e36);
    }

    private static void run(String expression, Elements.Type type, double scale) {
        try (Twins twins = new Twins(type)) {
            GradientControl host = GradientControl.of(expression, twins.host.layout());
            host.observing();
            GradientControl device = GradientControl.of(expression, twins.device.layout());
            device.observing();
            for (long step = 1; step <= STEPS; step++) {
                String when = expression + " on " + type + " times " + scale + ", step " + step;
                twins.fill(step, scale);
                if (step % 9 == 5) {
                    twins.set(0, 7, Double.NaN);
                }
                if (step % 9 == 8) {
                    twins.set(5, 3, Double.NEGATIVE_INFINITY);
                }
                Step now = new Step(step, (int) (1 + step / 4), 1 + 1.0 / step, null);
                Report expected = report(() -> host.apply(twins.host, now));
                Report found = report(() -> device.apply(twins.device, now));
                twins.requireSameReport(when, found, expected);
                twins.requireSameGradients(when);
            }
        }
    }

    private static Report report(Supplier<Report> control) {
        try {
            return control.get();
        } catch (RunFailedException gaveUp) {
            return gaveUp.report();
        }
    }
}
