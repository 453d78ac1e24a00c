package io.steadygrad.jmh;

import io.steadygrad.bench.Arena;
import io.steadygrad.bench.LibTorchWays;
import io.steadygrad.bench.Size;
import io.steadygrad.bench.SteadyWays;
import io.steadygrad.torch.LibTorch;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What both sides work on: one size, and so many threads. */
@State(Scope.Thread)
public class Tensors {
    @Param({"mlp-68k", "resnet50"})
    private String size = "";

    /** 0 for as many as there are processors. */
    @Param({"1", "0"})
    private int threads;

    private Arena arena = new Arena(Size.mlp());
    SteadyWays steady = new SteadyWays(arena);
    LibTorchWays libTorch = new LibTorchWays(arena);

    @Setup(Level.Trial)
    public void fill() {
        LibTorch.threads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
        arena = new Arena(Size.named(size));
        steady = new SteadyWays(arena);
        libTorch = new LibTorchWays(arena);
    }

    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }
}
