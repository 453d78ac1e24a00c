package io.steadygrad.bench;

import io.steadygrad.study.RunListener;
import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.TrainingRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a study of small trials takes per trial, store and summary included: side by side, and one at a time, in turn. A trial
 * makes 200 steps of a perceptron 2-8-8-1 with a clip.
 */
public final class SmallTrials {
    private static final String STUDY = """
            study: small-trials
            seeds: %d
            workloads:
              circles:
                data: {synthetic: "circles(rows=512, noise=0.1, test_rows=128)"}
                model: {mlp: {hidden: [8, 8], activation: tanh, init: glorot_uniform, output: {units: 1, activation: sigmoid}}}
                loss: binary_cross_entropy
                batch: 32
                steps: 200
                optimizer: adam(lr=0.01)
            methods:
              clip: clip_by_global_norm(1)
            """;

    private SmallTrials() {}

    /**
     * @param trials of one study
     * @param workers that train side by side
     * @throws IOException when the studies cannot be kept in the folder for temporary files
     */
    public static Result perTrial(int trials, int workers, Effort effort) throws IOException {
        Path folder = Files.createTempDirectory("steady-bench");
        try {
            Path file = folder.resolve("study.yaml");
            Files.writeString(file, String.format(STUDY, trials));
            Study study = StudyReader.read(file);
            run(study, folder.resolve("warm-up"), workers);
            double[] together = new double[effort.least()];
            double[] alone = new double[effort.least()];
            for (int i = 0; i < together.length; i++) {
                together[i] = run(study, folder.resolve("together-" + i), workers);
                alone[i] = run(study, folder.resolve("alone-" + i), 1);
            }
            return new Result(
                    "trial",
                    trials + "-small-trials",
                    workers,
                    Times.of(together),
                    Double.NaN,
                    "one at a time",
                    Times.of(alone));
        } finally {
            delete(folder);
        }
    }

    /** Microseconds per trial. */
    private static double run(Study study, Path directory, int workers) {
        long start = System.nanoTime();
        List<String> failures = new StudyRunner(new TrainingRunner())
                .run(study, directory, workers, RunListener.NONE, () -> false)
                .failures();
        if (!failures.isEmpty()) {
            throw new IllegalStateException("A trial failed: " + failures.get(0));
        }
        return (System.nanoTime() - start) / 1e3 / study.trials().size();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException kept) {
                    throw new UncheckedIOException(kept);
                }
            });
        }
    }
}
