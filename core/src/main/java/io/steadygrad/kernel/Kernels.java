package io.steadygrad.kernel;

import java.lang.reflect.Constructor;

/** Which loops run in this JVM. */
public final class Kernels {
    private static final Choice CHOICE = choose();

    private record Choice(Kernel kernel, String reason) {}

    private Kernels() {}

    static Kernel best() {
        return CHOICE.kernel();
    }

    /** For a person: {@code vector (512 bits)}, or {@code plain} and what vector kernels would need. */
    public static String description() {
        return CHOICE.kernel().name() + (CHOICE.reason().isEmpty() ? "" : " (" + CHOICE.reason() + ")");
    }

    /** Vector kernels are an extra in the jar, for JDK 22 and newer with the module {@code jdk.incubator.vector}. */
    private static Choice choose() {
        if (Runtime.version().feature() < 22) {
            return new Choice(
                    new PlainKernel(),
                    "vector kernels need JDK 22 or newer, this is "
                            + Runtime.version().feature());
        }
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new Choice(
                    new PlainKernel(), "start java with --add-modules jdk.incubator.vector for vector kernels");
        }
        try {
            Constructor<?> constructor =
                    Class.forName("io.steadygrad.kernel.VectorKernel").getDeclaredConstructor();
            return new Choice((Kernel) constructor.newInstance(), "");
        } catch (ClassNotFoundException missing) {
            return new Choice(
                    new PlainKernel(), "this build has no vector kernels: it was made with a JDK older than 22");
        } catch (ReflectiveOperationException | LinkageError unusable) {
            return new Choice(new PlainKernel(), "the vector kernels do not run here: " + unusable);
        }
    }
}
