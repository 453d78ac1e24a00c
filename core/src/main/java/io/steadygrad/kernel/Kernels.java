package io.steadygrad.kernel;

import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;

/** Which loops run in this JVM. */
public final class Kernels {
    private static final int FIRST_JDK = 22;
    private static final String MODULE = "jdk.incubator.vector";
    private static final String NOT_COMPILED = "this build has no vector kernels: it was made with an older JDK";
    private static final Choice CHOICE = choose();

    private record Choice(Kernel kernel, String reason) {}

    private Kernels() {}

    static Kernel best() {
        return CHOICE.kernel();
    }

    /** What runs in this JVM, for a person: {@code vector (512 bits)}, or {@code plain} and what vector kernels would need. */
    public static String description() {
        if (!(CHOICE.kernel() instanceof PlainKernel)) {
            return CHOICE.kernel().name();
        }
        if (!CHOICE.reason().isEmpty()) {
            return "plain (" + CHOICE.reason() + ")";
        }
        String possible = possible();
        return possible.startsWith("plain")
                ? possible
                : "plain (vector kernels need java --add-modules " + MODULE + ")";
    }

    /** What this JDK and this build could run, whether or not this JVM was started for it. */
    public static String possible() {
        int jdk = Runtime.version().feature();
        if (jdk < FIRST_JDK) {
            return "plain (vector kernels need JDK " + FIRST_JDK + " or newer, this is " + jdk + ")";
        }
        if (ModuleFinder.ofSystem().find(MODULE).isEmpty()) {
            return "plain (this JDK has no module " + MODULE + ")";
        }
        if (!compiled()) {
            return "plain (" + NOT_COMPILED + ")";
        }
        return "vector, when java starts with --add-modules " + MODULE + ", as 'steady run' starts it; else plain";
    }

    private static boolean compiled() {
        return Kernels.class.getResource("VectorKernel.class") != null;
    }

    /** Vector kernels are an extra in the jar, for newer JDKs that have the module. */
    private static Choice choose() {
        if (Runtime.version().feature() < FIRST_JDK
                || ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new Choice(new PlainKernel(), "");
        }
        if (!compiled()) {
            return new Choice(new PlainKernel(), NOT_COMPILED);
        }
        try {
            Constructor<?> constructor =
                    Class.forName("io.steadygrad.kernel.VectorKernel").getDeclaredConstructor();
            return new Choice((Kernel) constructor.newInstance(), "");
        } catch (ReflectiveOperationException | LinkageError unusable) {
            return new Choice(new PlainKernel(), "the vector kernels do not run here: " + unusable);
        }
    }
}
