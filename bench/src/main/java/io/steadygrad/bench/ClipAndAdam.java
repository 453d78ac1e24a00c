package io.steadygrad.bench;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import io.steadygrad.optimizer.Adam;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.torch.TensorElements;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Clipping by the global norm and Adam on the four tensors of a 256-256-10 perceptron (68,362 parameters), one thread: ours in
 * one pass, LibTorch's {@code clip_grad_norm_} and Adam one after the other. Run {@code make bench} on an idle machine; only
 * the ratios mean something.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClipAndAdam {
    private static final long[][] SHAPES = {{256, 256}, {256}, {10, 256}, {10}};
    private static final double MAX_NORM = 1;

    private PointerScope scope = new PointerScope();
    private GradientSet gradients = GradientSet.builder().build();
    private GradientControl control = GradientControl.of("identity", gradients.layout());
    private Descent descent = new Descent(new Adam(1e-3, 0.9, 0.999, 1e-8, 0), gradients);
    private TensorVector weights = new TensorVector();
    private org.bytedeco.pytorch.Adam adam = new org.bytedeco.pytorch.Adam(weights, new AdamOptions(1e-3));
    private long step;

    @Setup(Level.Trial)
    public void fill() {
        LibTorch.threads(1);
        scope = new PointerScope();
        GradientSet.Builder builder = GradientSet.builder();
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < SHAPES.length; i++) {
            Tensor weight = torch.randn(SHAPES[i]);
            Tensor gradient = torch.randn(SHAPES[i]);
            builder.add(
                    Parameter.of("layer" + i / 2 + (i % 2 == 0 ? ".weight" : ".bias"), SHAPES[i]),
                    TensorElements.of(gradient),
                    TensorElements.of(weight));
            Tensor leaf = weight.clone().requires_grad_(true);
            leaf.mutable_grad().put(gradient.clone());
            tensors.add(leaf);
        }
        gradients = builder.build();
        control = GradientControl.of("clip_by_global_norm(" + MAX_NORM + ")", gradients.layout());
        descent = new Descent(new Adam(1e-3, 0.9, 0.999, 1e-8, 0), gradients);
        weights = new TensorVector(tensors.toArray(new Tensor[0]));
        adam = new org.bytedeco.pytorch.Adam(weights, new AdamOptions(1e-3));
    }

    @TearDown(Level.Trial)
    public void free() {
        scope.close();
    }

    /** Norm, clip, Adam, and a report with the measurements of every tensor. */
    @Benchmark
    public Report ours() {
        return control.step(gradients, Step.of(++step), descent);
    }

    /** Norm, clip, Adam. */
    @Benchmark
    public double libTorch() {
        try (PointerScope inner = new PointerScope()) {
            double norm = torch.clip_grad_norm_(weights, MAX_NORM);
            adam.step();
            return norm;
        }
    }

    /** Adam alone: what a training step costs without any control. */
    @Benchmark
    public Tensor libTorchWithoutClip() {
        return adam.step();
    }
}
