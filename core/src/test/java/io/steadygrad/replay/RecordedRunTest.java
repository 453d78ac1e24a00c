package io.steadygrad.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Step;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.random.CounterRandom;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run is trained and recorded: stochastic descent on a quadratic of three tensors, with a spike and a NaN in it. The same
 * gradients then go through a control, open-loop; the replay of the record must have decided the same at every step.
 */
class RecordedRunTest {
    private static final int STEPS = 400;
    private static final int[] SIZES = {6, 4, 5};
    private static final String[] NAMES = {"hidden.weight", "hidden.bias", "output.weight"};

    private final List<double[][]> gradients = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private Trace trace;

    @BeforeEach
    void train() {
        double[][] weights = new double[SIZES.length][];
        for (int t = 0; t < SIZES.length; t++) {
            weights[t] = new double[SIZES[t]];
            for (int i = 0; i < SIZES[t]; i++) {
                weights[t][i] = 3 * CounterRandom.uniform(1, t, i);
            }
        }
        TraceRecorder recorder = new TraceRecorder(List.of(NAMES), List.of("hidden", "hidden", "output"));
        GradientControl control = null;
        Descent descent = null;
        for (int step = 1; step <= STEPS; step++) {
            double[][] gradient = gradient(weights, step);
            gradients.add(copy(gradient));
            GradientSet set = set(gradient, weights);
            if (control == null || descent == null) {
                control = GradientControl.of("skip_non_finite | scale(1)", set.layout());
                control.observing();
                descent = new Descent(
                        OptimizerExpression.parse("sgd(lr=0.02, momentum=0.9)").optimizer(), set);
            }
            double loss = step == 300 ? 1e5 : Math.exp(-step / 100.0);
            losses.add(loss);
            Report report = control.step(set, step(step, loss), descent);
            recorder.step(
                    step,
                    loss,
                    0.02,
                    report.normBefore(),
                    report.normAfter(),
                    report.accepted(),
                    report.pending(),
                    report.engaged(),
                    report.threshold());
            record(recorder, step, report.measurements());
        }
        trace = recorder.trace();
    }

    private static Step step(int index, double loss) {
        return new Step(index, 1, loss, 0.02);
    }

    private static double[][] gradient(double[][] weights, int step) {
        double[][] gradient = copy(weights);
        for (int t = 0; t < gradient.length; t++) {
            for (int i = 0; i < gradient[t].length; i++) {
                double noise = CounterRandom.uniform(2, step, 100L * t + i) - 0.5;
                gradient[t][i] = (1 + t + i) * weights[t][i] + 0.3 * noise;
                gradient[t][i] *= step % 97 == 0 ? 500 : 1;
            }
        }
        if (step == 150) {
            gradient[1][2] = Double.NaN;
        }
        if (step == 151) {
            gradient[2][0] = Double.NEGATIVE_INFINITY;
        }
        return gradient;
    }

    private static double[][] copy(double[][] arrays) {
        double[][] copy = new double[arrays.length][];
        for (int t = 0; t < arrays.length; t++) {
            copy[t] = arrays[t].clone();
        }
        return copy;
    }

    private static GradientSet set(double[][] gradient, double[][] weights) {
        GradientSet.Builder builder = GradientSet.builder();
        for (int t = 0; t < gradient.length; t++) {
            builder.add(Parameter.of(NAMES[t], SIZES[t]), Elements.of(gradient[t]), Elements.of(weights[t]));
        }
        return builder.build();
    }

    private static void record(TraceRecorder recorder, int step, Measurements found) {
        double[] l2 = new double[SIZES.length];
        double[] linf = new double[SIZES.length];
        double[] mean = new double[SIZES.length];
        long[] nonFinite = new long[SIZES.length];
        for (int t = 0; t < SIZES.length; t++) {
            l2[t] = found.norm(Norm.L2, Scope.TENSOR, t);
            linf[t] = found.largest(t);
            mean[t] = found.mean(t);
            nonFinite[t] = found.nonFinite(t);
        }
        recorder.tensors(step, l2, linf, mean, nonFinite);
    }

    private List<Report> controlled(String expression) {
        List<Report> reports = new ArrayList<>();
        GradientControl control = null;
        for (int i = 0; i < STEPS; i++) {
            double[][] gradient = copy(gradients.get(i));
            GradientSet set = set(gradient, copy(gradient));
            control = control == null ? GradientControl.of(expression, set.layout()) : control;
            reports.add(control.apply(set, step(i + 1, losses.get(i))));
        }
        return reports;
    }

    private Replay replayed(String expression) {
        return Replay.of(MethodExpression.parse(expression), trace);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "clip_by_global_norm(2)",
                "skip_non_finite(3) | clip_by_global_norm(warmup(2, 100))",
                "autoclip(20, history=50)",
                "zclip(max_norm=inf)",
                "zclip(z=1.5, spike=mean)",
                "skip_spikes(window=32)",
                "skip_spikes(window=32, remember_rejected=true) | zclip(warmup=10)",
                "skip_large(5) | autoclip",
                "normalize(scale=0.5)",
                "band(1, 4, scope=global) | scale(0.5) | skip_large(1.5)",
                "on_steps(100, 300, 3, autoclip(40))",
                "amplify(3, scope=global) | clip_by_global_norm(5)",
            })
    void decidesExactlyAsTheControlWhereTheNormOfAllDecides(String expression) {
        List<Report> reports = controlled(expression);
        Replay replay = replayed(expression);
        assertThat(replay.approximate()).isFalse();
        assertThat(replay.steps()).hasSize(STEPS);
        for (int i = 0; i < STEPS; i++) {
            Report report = reports.get(i);
            ReplayedStep step = replay.steps().get(i);
            assertThat(step.accepted()).as("step %d accepted", i + 1).isEqualTo(report.accepted());
            assertThat(step.engaged()).as("step %d engaged", i + 1).isEqualTo(report.engaged());
            assertThat(step.factor()).as("step %d factor", i + 1).isEqualTo((Double) report.factor());
            assertThat(step.threshold()).as("step %d threshold", i + 1).isEqualTo((Double) report.threshold());
            if (Double.isFinite(report.normBefore())) {
                assertThat(step.normBefore()).isEqualTo(report.normBefore());
                assertThat(step.normAfter())
                        .as("step %d norm", i + 1)
                        .isEqualTo(report.normAfter(), relative(report.normAfter(), 1e-12));
            }
        }
    }

    /** Norms of single tensors are recorded in float32. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "clip_by_norm(1.5)",
                "clip_by_norm(2, scope=layer)",
                "limit_max(1)",
                "limit_max(0.7, scope=tensor)",
                "adagc(warmup=20)",
                "ema_clip(ratio=1.2)",
                "adanorm",
                "amplify(2) | zclip",
                "per_group(\"hidden*\"=clip_by_global_norm(1), default=ema_clip) | skip_large(2)",
                "clip_by_value(0.8)",
            })
    void decidesAsTheControlToRecordedPrecisionWhereTensorsDecide(String expression) {
        List<Report> reports = controlled(expression);
        Replay replay = replayed(expression);
        assertThat(replay.approximate()).isFalse();
        int engaged = 0;
        for (int i = 0; i < STEPS; i++) {
            Report report = reports.get(i);
            ReplayedStep step = replay.steps().get(i);
            assertThat(step.accepted()).as("step %d accepted", i + 1).isEqualTo(report.accepted());
            assertThat(step.engaged()).as("step %d engaged", i + 1).isEqualTo(report.engaged());
            engaged += step.engaged() ? 1 : 0;
            if (!Double.isNaN(report.threshold())) {
                assertThat(step.threshold()).isEqualTo(report.threshold(), relative(report.threshold(), 1e-6));
            }
            if (!Double.isNaN(step.normAfter())) {
                assertThat(step.normAfter()).isEqualTo(report.normAfter(), relative(report.normAfter(), 1e-6));
            }
        }
        assertThat(engaged).isPositive();
    }

    private static Offset<Double> relative(double number, double share) {
        return within(Math.max(Double.MIN_NORMAL, Math.abs(number) * share));
    }

    @Test
    void theRecordHoldsASpikeAndWhatIsNotFinite() {
        assertThat(replayed("clip_by_global_norm(2)").rejected())
                .extracting(ReplayedStep::step)
                .containsExactly(150L, 151L);
        assertThat(replayed("skip_spikes(window=32)").rejected())
                .extracting(ReplayedStep::step)
                .contains(97L, 300L);
    }
}
