package io.steadygrad.jmh;

import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.OptimizerExpression;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A step of each optimizer, a factor of the control's inside: {@code make bench JMH="Optimizers -p size=resnet50"}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class Optimizers {
    @Param({
        "sgd(0.01)",
        "sgd(0.01, momentum=0.9)",
        "adam",
        "adamw",
        "amsgrad",
        "nadam",
        "rmsprop",
        "adagrad",
        "adadelta",
        "lion",
        "signum",
        "spam",
        "stable_adamw",
        "lamb",
        "lars(0.01)",
        "adafactor"
    })
    private String optimizer = "";

    private Descent descent = new Descent(OptimizerExpression.parse("adam").optimizer(), new Stored().set);
    private double[] factors = {};

    @Setup(Level.Trial)
    public void start(Stored stored) {
        descent = new Descent(OptimizerExpression.parse(optimizer).optimizer(), stored.set);
        factors = new double[stored.set.size()];
        Arrays.fill(factors, 0.99);
    }

    @Benchmark
    public void step(Stored stored) {
        descent.step(stored.set, factors, 1e-7);
    }
}
