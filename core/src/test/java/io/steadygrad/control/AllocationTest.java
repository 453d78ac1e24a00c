package io.steadygrad.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.kernel.Threads;
import io.steadygrad.method.Step;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.OptimizerExpression;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a step leaves for the garbage collector: a report, and for each tensor the few numbers in it (sum, sum of squares,
 * largest, zeros, factor; the factor once more where the gradients are written). No text: nobody reads most of it.
 */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Bytes of a tensor's numbers in the report. */
    private static final int NUMBERS = 8 * 6;

    /** Bytes of views of weight, gradient and two moments, which Vector API kernels make: in most runs the JIT compiler does without them. */
    private static final int VIEWS = 4 * 64;

    private static Object report = "";

    @AfterEach
    void asManyThreadsAsBefore() {
        Threads.limit(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void observing() {
        expect(1000, NUMBERS, set -> {
            GradientControl control = GradientControl.of("identity", set.layout());
            return () -> report = control.observe(set);
        });
    }

    @Test
    void aClipThatBites() {
        expect(2300, NUMBERS, set -> {
            GradientControl control = GradientControl.of("clip_by_global_norm(1)", set.layout());
            double[] large = {100};
            return () -> {
                set.get(0).gradient().write(0, large, 1); // or there would be nothing to clip the next time
                report = control.apply(set, Step.of(1));
            };
        });
    }

    @Test
    void aClipAndAnOptimizersStep() {
        expect(2600 + 4 * VIEWS, NUMBERS + VIEWS, set -> {
            GradientControl control = GradientControl.of("clip_by_global_norm(1)", set.layout());
            Descent descent = new Descent(OptimizerExpression.parse("adamw").optimizer(), set);
            return () -> report = control.step(set, Step.of(1), descent);
        });
    }

    @FunctionalInterface
    private interface Work {
        Runnable of(GradientSet set);
    }

    private static void expect(long most, long perTensor, Work work) {
        Threads.limit(1);
        long viewed = perTensor + VIEWS;
        long few = bytes(work.of(set(4)), most + 4 * VIEWS);
        long many = bytes(work.of(set(104)), most + 100 * viewed);

        assertThat(few).as("bytes of a step over 4 tensors").isBetween(1L, most + 4L * VIEWS);
        assertThat((many - few) / 100).as("bytes per tensor").isLessThanOrEqualTo(viewed);
    }

    /** Of a step once the JIT compilers, which work beside us, have done what they do. */
    private static long bytes(Runnable step, long most) {
        long thread = Thread.currentThread().getId();
        long patience = System.nanoTime() + 30_000_000_000L;
        long bytes = Long.MAX_VALUE;
        while (bytes > most && System.nanoTime() < patience) {
            for (int i = 0; i < 3000; i++) {
                step.run();
            }
            long before = THREADS.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 1000; i++) {
                step.run();
            }
            bytes = (THREADS.getThreadAllocatedBytes(thread) - before) / 1000;
        }
        return bytes;
    }

    private static GradientSet set(int tensors) {
        GradientSet.Builder builder = GradientSet.builder();
        for (int t = 0; t < tensors; t++) {
            Elements gradient = Elements.allocate(Elements.Type.FLOAT32, 16);
            Elements weight = Elements.allocate(Elements.Type.FLOAT32, 16);
            for (int i = 0; i < 16; i++) {
                gradient.set(i, 1 + i);
                weight.set(i, 1);
            }
            builder.add(Parameter.of("layer" + t + ".weight", 4, 4), gradient, weight);
        }
        return builder.build();
    }
}
