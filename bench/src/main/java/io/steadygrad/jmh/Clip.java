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

/** Clipping by the global norm; every call bites. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Clip {
    @Benchmark
    public Report steady(Tensors tensors) {
        return tensors.steady.clip();
    }

    @Benchmark
    public void libTorch(Tensors tensors) {
        tensors.libTorch.clipGradNorm();
    }

    @Benchmark
    public void libTorchForeach(Tensors tensors) {
        tensors.libTorch.foreachClip();
    }
}
