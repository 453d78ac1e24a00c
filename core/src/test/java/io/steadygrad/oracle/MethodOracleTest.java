package io.steadygrad.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random runs of random chains of every deterministic method, against the second reading of the formulas in
 * {@code oracle/methods.py}: gradients, verdict, norms, factor and threshold of every step.
 */
class MethodOracleTest {
    private static final double NOT_COMPARED = Double.NEGATIVE_INFINITY;

    /** Methods that add: where terms cancel, no digits of the small result are promised, only of the terms. */
    private static final Pattern SUMS = Pattern.compile("accumulate|centralize|grokfast|add");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void agreesWithNumPyOnEveryStep(int seed) throws Exception {
        List<String> wrong = disagreements(Oracle.run(seed, 300));
        assertThat(wrong)
                .as(String.join("\n", wrong.subList(0, Math.min(20, wrong.size()))))
                .isEmpty();
    }

    /** Where thresholds bite only now and then, one method alone for many steps. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zclip(z=1.5, warmup=2, max_norm=inf)",
                "zclip(z=0.7, alpha=0.8, warmup=3, max_norm=inf, spike=percentile)",
                "adagc(rel=1.1, beta=0.7, warmup=2)",
                "skip_spikes(sigma=2, window=4, remember_rejected=true)"
            })
    void agreesWithNumPyWhereItBites(String expression) throws Exception {
        List<String> wrong = disagreements(Oracle.run(4, 60, expression));
        assertThat(wrong).as(String.join("\n", wrong)).isEmpty();
    }

    private static List<String> disagreements(byte[] stream) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(stream));
        List<String> wrong = new ArrayList<>();
        int cases = in.readInt();
        for (int i = 0; i < cases; i++) {
            String where = run(in);
            if (!where.isEmpty()) {
                wrong.add("case " + i + ": " + where);
            }
        }
        return wrong;
    }

    /** Replays one case to its end; says where it first differs, or nothing. */
    private static String run(DataInputStream in) throws IOException {
        String expression = in.readUTF();
        boolean wide = in.readBoolean();
        GradientSet.Builder builder = GradientSet.builder();
        int tensors = in.readInt();
        for (int i = 0; i < tensors; i++) {
            String name = in.readUTF();
            String group = in.readUTF();
            Long[] shape = new Long[in.readInt()];
            for (int axis = 0; axis < shape.length; axis++) {
                shape[axis] = in.readLong();
            }
            Parameter parameter =
                    new Parameter(name, Parameter.layerOf(name), Arrays.asList(shape), in.readInt(), group);
            Elements.Type type = wide ? Elements.Type.FLOAT64 : Elements.Type.FLOAT32;
            Elements weight = Elements.allocate(type, parameter.size());
            weight.copyFrom(Elements.of(numbers(in, parameter.size())));
            builder.add(parameter, Elements.allocate(type, parameter.size()), weight);
        }
        GradientSet set = builder.build();
        String wrong = "";
        GradientControl control = null;
        try {
            control = GradientControl.of(expression, set.layout());
        } catch (RuntimeException refused) {
            wrong = "refused: " + refused;
        }
        double past = 0;
        int steps = in.readInt();
        for (int i = 0; i < steps; i++) {
            Expected expected = Expected.read(in, set);
            if (wrong.isEmpty() && control != null) {
                double largest = SUMS.matcher(expression).find() ? largest(expected) : 0;
                past = Math.max(past, largest);
                String difference = expected.difference(control, set, wide ? 1e-9 : 1e-6, past);
                wrong = difference.isEmpty() ? "" : "step " + expected.step.index() + ": " + difference;
            }
        }
        return wrong.isEmpty()
                ? ""
                : expression + " on " + (wide ? "float64 " : "float32 ") + set.layout() + ": " + wrong;
    }

    private static double largest(Expected expected) {
        return expected.before.stream()
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    private static double[] numbers(DataInputStream in, long count) throws IOException {
        double[] numbers = new double[Math.toIntExact(count)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        return numbers;
    }

    private record Expected(
            Step step,
            double lossScale,
            List<double[]> before,
            boolean accepted,
            boolean pending,
            boolean failed,
            double[] measured,
            List<double[]> after) {

        static Expected read(DataInputStream in, GradientSet set) throws IOException {
            int index = in.readInt();
            double loss = in.readDouble();
            Step step = new Step(index, null, Double.isNaN(loss) ? null : loss, null);
            double lossScale = in.readDouble();
            List<double[]> before = tensors(in, set);
            boolean accepted = in.readBoolean();
            boolean pending = in.readBoolean();
            boolean failed = in.readBoolean();
            return new Expected(step, lossScale, before, accepted, pending, failed, numbers(in, 4), tensors(in, set));
        }

        private static List<double[]> tensors(DataInputStream in, GradientSet set) throws IOException {
            List<double[]> all = new ArrayList<>();
            for (GradientSet.Entry entry : set.entries()) {
                all.add(numbers(in, entry.parameter().size()));
            }
            return all;
        }

        String difference(GradientControl control, GradientSet set, double tolerance, double past) {
            if (control.lossScale() != lossScale) {
                return "loss scale " + control.lossScale() + ", expected " + lossScale;
            }
            for (int t = 0; t < set.size(); t++) {
                set.get(t).gradient().copyFrom(Elements.of(before.get(t)));
            }
            Report report;
            try {
                report = control.apply(set, step);
                if (failed) {
                    return "did not give the run up";
                }
            } catch (RunFailedException gaveUp) {
                report = gaveUp.report();
                if (!failed) {
                    return "gave the run up: " + gaveUp.getMessage();
                }
            } catch (RuntimeException broken) {
                return "broke: " + broken;
            }
            if (report.accepted() != accepted || report.pending() != pending) {
                return "accepted " + report.accepted() + " pending " + report.pending() + ", expected " + accepted + " "
                        + pending + " (" + report.reason() + ", norm " + report.normBefore() + ")";
            }
            for (int t = 0; t < set.size(); t++) {
                double[] found = set.get(t).gradient().toArray();
                double[] wanted = after.get(t);
                for (int i = 0; i < found.length; i++) {
                    if (!close(found[i], wanted[i], tolerance, past)) {
                        return set.get(t).parameter().name() + "[" + i + "] = " + found[i] + ", expected " + wanted[i]
                                + " (came as " + before.get(t)[i] + "; " + report.reason() + ")";
                    }
                }
            }
            double[] reported = {report.normBefore(), report.normAfter(), report.factor(), report.threshold()};
            String[] names = {"normBefore", "normAfter", "factor", "threshold"};
            for (int i = 0; i < names.length; i++) {
                if (measured[i] != NOT_COMPARED && !close(reported[i], measured[i], tolerance, past)) {
                    return names[i] + " " + reported[i] + ", expected " + measured[i] + " (" + report.reason() + ")";
                }
            }
            return "";
        }

        private static boolean close(double found, double wanted, double tolerance, double past) {
            if (!Double.isFinite(wanted) || !Double.isFinite(found)) {
                return Double.compare(found, wanted) == 0;
            }
            return Math.abs(found - wanted)
                    <= tolerance * (Math.abs(wanted) + past) + Float.MIN_VALUE * (tolerance > 1e-7 ? 1 : 0);
        }
    }
}
