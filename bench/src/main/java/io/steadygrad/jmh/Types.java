package io.steadygrad.jmh;

import io.steadygrad.control.Report;
import io.steadygrad.method.Step;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Control of each number type: {@code make bench JMH="Types -p type=FLOAT64,FLOAT32,BFLOAT16,FLOAT16"}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Types {
    @Benchmark
    public Report observe(Stored stored) {
        return stored.observe.observe(stored.set);
    }

    /** Halves and doubles in turn, so that gradients stay what they are; two clips that bite. */
    @Benchmark
    public Report twoClips(Stored stored) {
        stored.halve.apply(stored.set, Step.of(1));
        return stored.twice.apply(stored.set, Step.of(1));
    }
}
