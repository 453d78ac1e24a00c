package io.steadygrad.training;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.trace.TraceRecorder;

/** Hands each step's measurements of every tensor to the trace, through arrays that are used again and again. */
final class TensorSeries {
    private final TraceRecorder recorder;
    private final double[] l2;
    private final double[] linf;
    private final double[] mean;
    private final long[] nonFinite;

    TensorSeries(TraceRecorder recorder, int tensors) {
        this.recorder = recorder;
        this.l2 = new double[tensors];
        this.linf = new double[tensors];
        this.mean = new double[tensors];
        this.nonFinite = new long[tensors];
    }

    void record(long step, Measurements measurements) {
        for (int t = 0; t < l2.length; t++) {
            l2[t] = measurements.norm(Norm.L2, Scope.TENSOR, t);
            linf[t] = measurements.largest(t);
            mean[t] = measurements.mean(t);
            nonFinite[t] = measurements.nonFinite(t);
        }
        recorder.tensors(step, l2, linf, mean, nonFinite);
    }
}
