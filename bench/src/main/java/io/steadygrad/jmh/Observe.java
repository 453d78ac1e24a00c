package io.steadygrad.jmh;

import io.steadygrad.control.Report;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Norms, largest entries, means, zeros and histograms of gradients. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Observe {
    @Benchmark
    public Report steadyNorms(Tensors tensors) {
        return tensors.steady.norms();
    }

    @Benchmark
    public Report steadyWithoutHistograms(Tensors tensors) {
        return tensors.steady.measurements();
    }

    @Benchmark
    public Report steady(Tensors tensors) {
        return tensors.steady.observe();
    }

    @Benchmark
    public Report steadyInFull(Tensors tensors) {
        return tensors.steady.observeFully();
    }

    /** Norms alone. */
    @Benchmark
    public double libTorchNorms(Tensors tensors) {
        return tensors.libTorch.norms();
    }

    /** Histograms alone. */
    @Benchmark
    public void libTorchHistc(Tensors tensors) {
        tensors.libTorch.histograms();
    }
}
