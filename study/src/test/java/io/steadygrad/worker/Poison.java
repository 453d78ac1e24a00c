package io.steadygrad.worker;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import sun.misc.Unsafe;

/** A model that is harmless but for some seeds: each of them ends the process in a way of its own. */
public final class Poison implements ModelSpec {
    static final long CRASHES = 1;
    static final long RUNS_OUT_OF_MEMORY = 2;
    static final long IS_KILLED_ONCE = 3;
    static final long IS_KILLED = 4;
    static final long FILLS_NATIVE_MEMORY = 6;

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        try {
            if (seed == CRASHES) {
                unsafe().putByte(8L, (byte) 1);
            } else if (seed == RUNS_OUT_OF_MEMORY) {
                System.err.println(new long[Integer.MAX_VALUE - 8].length + new long[Integer.MAX_VALUE - 8].length);
            } else if (seed == FILLS_NATIVE_MEMORY) {
                torch.zeros(1L << 28).add(torch.zeros(1));
            } else if (seed == IS_KILLED || (seed == IS_KILLED_ONCE && isFirst())) {
                new ProcessBuilder("kill", "-9", "" + ProcessHandle.current().pid())
                        .start()
                        .waitFor();
                Thread.sleep(10_000);
            }
        } catch (IOException | InterruptedException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return new Mlp(
                        List.of(4),
                        Activation.TANH,
                        List.of(Initializer.parse("glorot_uniform")),
                        0,
                        Norm.NONE,
                        new Output(3, Activation.SOFTMAX))
                .build(inputShape, seed, type);
    }

    /** Whether nobody was killed before in this run, which is the parent process. */
    private static boolean isFirst() throws IOException {
        long run = ProcessHandle.current().parent().orElseThrow().pid();
        Path mark = Path.of(System.getProperty("java.io.tmpdir"), "steady-poison-" + run);
        if (Files.deleteIfExists(mark)) {
            return false;
        }
        Files.createFile(mark);
        return true;
    }

    private static Unsafe unsafe() throws ReflectiveOperationException {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        return (Unsafe) field.get(null);
    }
}
