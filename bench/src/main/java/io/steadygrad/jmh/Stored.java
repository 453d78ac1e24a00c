package io.steadygrad.jmh;

import io.steadygrad.bench.Size;
import io.steadygrad.control.GradientControl;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.spec.Numbers;
import io.steadygrad.torch.LibTorch;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Gradients and weights of one size in one number type, and so many threads. */
@State(Scope.Thread)
public class Stored {
    @Param({"mlp-68k", "resnet50"})
    private String size = "";

    @Param("FLOAT32")
    private Elements.Type type = Elements.Type.FLOAT32;

    /** 0 for as many as there are processors. */
    @Param({"1", "0"})
    private int threads;

    GradientSet set = GradientSet.builder().build();
    GradientControl observe = GradientControl.of("identity", set.layout());
    GradientControl halve = observe;
    GradientControl twice = observe;

    @Setup(Level.Trial)
    public void fill() {
        LibTorch.threads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
        SplittableRandom random = new SplittableRandom(1);
        GradientSet.Builder builder = GradientSet.builder();
        for (Parameter parameter : Size.named(size).layout().parameters()) {
            builder.add(parameter, gaussian(parameter, random, 1e-3), gaussian(parameter, random, 0.1));
        }
        set = builder.build();
        observe = GradientControl.of("identity", set.layout());
        double norm = observe.observe(set).normBefore();
        halve = GradientControl.of("clip_by_global_norm(" + Numbers.format(norm / 2) + ")", set.layout());
        twice = GradientControl.of("band(" + Numbers.format(norm) + ", inf, scope=global)", set.layout());
    }

    private Elements gaussian(Parameter parameter, SplittableRandom random, double deviation) {
        Elements values = Elements.allocate(type, parameter.size());
        double[] block = new double[1024];
        for (int from = 0; from < values.size(); from += block.length) {
            int count = Math.min(block.length, values.size() - from);
            for (int i = 0; i < count; i++) {
                block[i] = deviation * random.nextGaussian();
            }
            values.write(from, block, count);
        }
        return values;
    }
}
