package io.steadygrad.torch;

import io.steadygrad.kernel.Threads;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** The engine as a whole: its version, its threads, and objects that outlive a step. Thread-safe. */
public final class LibTorch {
    private LibTorch() {}

    /**
     * Fixes how many threads LibTorch, the BLAS below it and gradient control use for work that is started from the calling
     * thread.
     *
     * <p>Call it at the start of every trial, on the trial's own thread: OpenMP keeps the number per thread, OpenBLAS one
     * for the process. With LibTorch's defaults the two pools fight for the cores and a step of 0.3 ms takes 20 ms.
     *
     * @throws IllegalArgumentException if {@code threads < 1}
     */
    public static void threads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        torch.set_num_threads(threads);
        openblas_nolapack.blas_set_num_threads(threads);
        Threads.limit(threads);
    }

    /** Threads that LibTorch uses for work started from the calling thread. */
    public static int threads() {
        return torch.get_num_threads();
    }

    /** LibTorch's own version, such as {@code 2.10.0}: part of a trial's identity. */
    public static String version() {
        return configured("TORCH_VERSION=([^,\\s]+)");
    }

    /** Version of oneDNN inside LibTorch, which convolves on processors; {@code unknown} in a build without it. */
    public static String oneDnn() {
        return configured("MKL-DNN v([^,\\s]+)");
    }

    /** The instructions that LibTorch chose for this processor, such as {@code AVX512}: another set gives other last bits. */
    public static String instructions() {
        return configured("CPU capability usage: ([^\\s]+)");
    }

    private static String configured(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(torch.show_config().getString());
        return matcher.find() ? matcher.group(1) : "unknown";
    }

    /**
     * A device by LibTorch's name for it: {@code cpu}, {@code cuda}, {@code cuda:1}.
     *
     * @throws IllegalArgumentException if LibTorch does not know the name, was built without CUDA, or finds no such GPU
     */
    public static Device device(String name) {
        Device device;
        try {
            device = new Device(name);
        } catch (RuntimeException unknown) {
            throw new IllegalArgumentException(
                    "A device is called cpu, cuda, or cuda:0 and so on, not '" + name + "'", unknown);
        }
        if (device.is_cuda() && !torch.hasCUDA()) {
            throw new IllegalArgumentException("'" + name
                    + "' was asked for, but this LibTorch build has no CUDA; add the platform's -gpu artifacts of org.bytedeco:pytorch"
                    + " and CUDA's libraries, or take cpu");
        }
        if (device.is_cuda() && !torch.cuda_is_available()) {
            throw new IllegalArgumentException(
                    "'" + name + "' was asked for, but LibTorch finds no CUDA device; check the driver, or take cpu");
        }
        return device;
    }

    /**
     * Lets a native object outlive the {@link org.bytedeco.javacpp.PointerScope} it was created in. Whoever keeps it calls
     * {@link #release} once; a constant never does.
     */
    public static <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    /** What a failure says without the list of native frames that LibTorch adds to its messages. */
    public static String message(RuntimeException failure) {
        String text = String.valueOf(failure.getMessage()).strip();
        int end = text.indexOf("\nException raised from");
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    /** Frees a kept object now rather than when the garbage collector finds it. */
    public static void release(Pointer pointer) {
        pointer.releaseReference();
    }
}
