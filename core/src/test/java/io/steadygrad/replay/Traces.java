package io.steadygrad.replay;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.ArrayList;
import java.util.List;

/** Traces written by hand. */
final class Traces {
    private Traces() {}

    /** One tensor of one element: its norm is the global norm. NaN is a step that is not finite. */
    static Trace ofNorms(double... norms) {
        TraceRecorder recorder = new TraceRecorder(List.of("a"), List.of("a"));
        for (int i = 0; i < norms.length; i++) {
            step(recorder, i + 1, norms[i], new double[] {norms[i]});
        }
        return recorder.trace();
    }

    /** Several tensors, called a, b, c, of one element each; a row for every step. */
    static Trace ofTensors(double[]... steps) {
        List<String> names = new ArrayList<>();
        for (int t = 0; t < steps[0].length; t++) {
            names.add(String.valueOf((char) ('a' + t)));
        }
        TraceRecorder recorder = new TraceRecorder(names, names);
        for (int i = 0; i < steps.length; i++) {
            double sum = 0;
            for (double norm : steps[i]) {
                sum += norm * norm;
            }
            step(recorder, i + 1, Math.sqrt(sum), steps[i]);
        }
        return recorder.trace();
    }

    private static void step(TraceRecorder recorder, int step, double norm, double[] tensors) {
        long[] nonFinite = new long[tensors.length];
        for (int t = 0; t < tensors.length; t++) {
            nonFinite[t] = Double.isFinite(tensors[t]) ? 0 : 1;
        }
        recorder.step(step, 1, 0.1, norm, norm, true, false, false, Double.NaN);
        recorder.tensors(step, tensors, tensors, tensors, nonFinite);
    }

    static Replay replay(String expression, Trace trace) {
        return Replay.of(MethodExpression.parse(expression), trace);
    }

    static double[] factors(Replay replay) {
        return replay.steps().stream().mapToDouble(ReplayedStep::factor).toArray();
    }

    static double[] normsAfter(Replay replay) {
        return replay.steps().stream().mapToDouble(ReplayedStep::normAfter).toArray();
    }

    static double[] thresholds(Replay replay) {
        return replay.steps().stream().mapToDouble(ReplayedStep::threshold).toArray();
    }

    static List<Long> engagedAt(Replay replay) {
        return replay.engaged().stream().map(ReplayedStep::step).toList();
    }

    static List<Long> rejectedAt(Replay replay) {
        return replay.rejected().stream().map(ReplayedStep::step).toList();
    }
}
