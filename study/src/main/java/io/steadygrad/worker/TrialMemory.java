package io.steadygrad.worker;

import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import io.steadygrad.model.JavaModel;
import io.steadygrad.model.Model;
import io.steadygrad.model.TorchScript;
import io.steadygrad.study.Study;
import io.steadygrad.study.Trial;
import io.steadygrad.study.Workload;
import io.steadygrad.torch.LibTorch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How much memory a worker process needs for a trial, estimated without training: the process itself, the rows (as they were loaded, as they
 * were preprocessed, and in native memory), the weights with gradients, moments and the copies that are kept, and what the
 * layers of one batch hand on, with its gradients; for each rank of a trial, which has its part of the batch. Good to a factor of about two. Of models of your own, which may do anything,
 * only the process and the rows are counted.
 *
 * @param workload of the trial that needs most
 * @param bytes that a worker needs for it
 */
public record TrialMemory(String workload, long bytes) {
    /** A JVM with LibTorch loaded and a small network trained. */
    static final long PROCESS = 400L << 20;

    private static final int FLOAT = 4;
    private static final int COPIES_OF_ROWS = 3;
    /** Weights, gradients, two moments, and the best weights so far. */
    private static final int COPIES_OF_WEIGHTS = 5;
    /** What a layer hands on, what it was made of, and the gradient with respect to it. */
    private static final int COPIES_OF_ACTIVATIONS = 3;
    /** A grid over layers has many models, and they grow slowly. */
    private static final int MOST_LOOKED_AT = 100;

    /** The trial of a study that needs most. */
    public static TrialMemory most(Study study) {
        TrialMemory most = new TrialMemory("", 0);
        Set<List<Object>> seen = new HashSet<>();
        for (Trial trial : study.all()) {
            Workload workload = trial.cell().variant();
            List<Object> shape = List.of(
                    workload.model(),
                    workload.data().inputShape(),
                    workload.settings().batch(),
                    workload.settings().ranks(),
                    workload.data().digest());
            if (seen.size() < MOST_LOOKED_AT && seen.add(shape)) {
                long bytes = of(workload);
                if (bytes > most.bytes) {
                    most = new TrialMemory(trial.cell().workload(), bytes);
                }
            }
        }
        return most;
    }

    static long of(Workload workload) {
        Split split = workload.data().split();
        Samples validation = split.validation();
        long rows = numbers(split.train()) + numbers(split.test()) + (validation == null ? 0 : numbers(validation));
        long bytes = PROCESS + FLOAT * COPIES_OF_ROWS * rows;
        boolean foreign = workload.model() instanceof JavaModel || workload.model() instanceof TorchScript;
        int ranks = workload.settings().ranks();
        return ranks * (foreign ? bytes : bytes + model(workload));
    }

    private static long numbers(Samples samples) {
        return (long) samples.features().length + samples.targets().length;
    }

    private static long model(Workload workload) {
        LibTorch.threads(1);
        int trained = workload.data().split().train().rows();
        int batch =
                workload.settings().batch() == 0 ? trained : workload.settings().batch();
        int ranks = workload.settings().ranks();
        AtomicLong handedOn = new AtomicLong();
        try (Model model = workload.model().build(workload.data().inputShape(), 0);
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            model.tap((layer, activation) -> {
                handedOn.addAndGet(activation.numel());
                return activation;
            });
            long weights = model.weights().stream()
                    .mapToLong(weight -> weight.tensor().numel())
                    .sum();
            model.forward(oneRow(workload.data().inputShape()), false);
            return FLOAT
                    * (COPIES_OF_WEIGHTS * weights
                            + COPIES_OF_ACTIVATIONS * handedOn.get() * ((batch + ranks - 1) / ranks));
        }
    }

    private static Tensor oneRow(List<Integer> shape) {
        long[] sizes = new long[shape.size() + 1];
        sizes[0] = 1;
        for (int d = 0; d < shape.size(); d++) {
            sizes[d + 1] = shape.get(d);
        }
        return torch.zeros(sizes);
    }
}
