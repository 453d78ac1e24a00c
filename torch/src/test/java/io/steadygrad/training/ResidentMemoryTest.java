package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.Glob;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.torch.Gates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The process must not grow while a model trains. Every step makes tensors of 128 kB, so that even one that is never freed
 * would show within a few hundred steps. {@code -Dsteadygrad.memory.steps=100000} makes it the long measurement.
 */
class ResidentMemoryTest {
    private static final int STEPS = Integer.getInteger("steadygrad.memory.steps", 4000);
    private static final int WARM_UP = 500;
    private static final long ALLOWED = 48L << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void residentMemoryStaysFlat() {
        Recipe recipe = Circle.recipe("adam(0.001)", Budget.steps(STEPS))
                .batch(512)
                .method(Circle.method("clip_by_value(0.001) | clip_by_global_norm(0.01)"))
                .regularizer(new L2(1e-4))
                .faults(List.of(new Fault.NanCell(WARM_UP + 50), new Fault.ScaleBatch(WARM_UP + 60, 10)))
                .evaluations(new Evaluations(20, true, Long.MAX_VALUE))
                .build();
        long[] resident = new long[2];
        try (Model model = Circle.network(2, 64, Activation.TANH, "glorot_uniform", Norm.BATCH)
                        .build(List.of(2), 1);
                Gates gates = new Gates(Glob.parse("hidden.0"), Circle.method("scale(0.5)"));
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            loop.through(gates).listen(new TrainingListener() {
                @Override
                public void stepped(long index, long epoch, double loss, double rate, Report report) {
                    if (index == WARM_UP || index == STEPS) {
                        resident[index == WARM_UP ? 0 : 1] = residentBytes();
                    } else if (index % (Math.max(10, STEPS / 10)) == 0) {
                        System.out.printf("step %d: %.1f MB resident%n", index, residentBytes() / 1e6);
                    }
                }
            });
            assertThat(loop.run().steps()).isEqualTo(STEPS);
        }
        System.out.printf(
                "after %d steps %.1f MB, after %d steps %.1f MB resident%n",
                WARM_UP, resident[0] / 1e6, STEPS, resident[1] / 1e6);
        assertThat(resident[1] - resident[0])
                .as("bytes of growth between step %d and step %d", WARM_UP, STEPS)
                .isLessThan(ALLOWED);
    }

    private static long residentBytes() {
        System.gc();
        try {
            String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
            return Long.parseLong(pages[1]) * 4096;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
