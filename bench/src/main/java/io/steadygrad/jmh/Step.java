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

/** Clipping by the global norm and an optimizer, in one pass or one after the other. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Step {
    @Benchmark
    public Report steadyClipAndAdamw(Tensors tensors) {
        return tensors.steady.clipAndAdamw();
    }

    @Benchmark
    public void steadyAdamw(Tensors tensors) {
        tensors.steady.adamw();
    }

    @Benchmark
    public Report steadyClipAndSgd(Tensors tensors) {
        return tensors.steady.clipAndSgd();
    }

    @Benchmark
    public void steadySgd(Tensors tensors) {
        tensors.steady.sgd();
    }

    @Benchmark
    public void libTorchAdamw(Tensors tensors) {
        tensors.libTorch.adamw();
    }

    @Benchmark
    public void libTorchFusedAdamw(Tensors tensors) {
        tensors.libTorch.fusedAdamw();
    }

    @Benchmark
    public void libTorchFusedClipAndAdamw(Tensors tensors) {
        tensors.libTorch.fusedClipAndAdamw();
    }

    @Benchmark
    public void libTorchSgd(Tensors tensors) {
        tensors.libTorch.sgd();
    }
}
