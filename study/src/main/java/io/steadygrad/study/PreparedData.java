package io.steadygrad.study;

import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import io.steadygrad.preprocess.Preprocessing;
import io.steadygrad.preprocess.Preprocessor;
import io.steadygrad.preprocess.TensorBatches;
import io.steadygrad.training.BatchTransform;
import io.steadygrad.training.Examples;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one workload after preprocessing. The copy in native memory is made when the first trial asks for it, and
 * shared by all. Thread-safe.
 */
public final class PreparedData {
    private final Split split;
    private final Preprocessing preprocessing;
    private final String digest;
    private io.steadygrad.training.@Nullable Split examples;

    private PreparedData(Split split, Preprocessing preprocessing, String digest) {
        this.split = split;
        this.preprocessing = preprocessing;
        this.digest = digest;
    }

    /** @param digest of the raw data; with the preprocessing it decides the numbers */
    static PreparedData of(Split raw, List<Preprocessor> chain, String digest) {
        Preprocessing preprocessing = Preprocessing.fit(chain, raw.train());
        return new PreparedData(preprocessing.apply(raw), preprocessing, digest);
    }

    /** The rows as they are kept; what reshapes them is left to {@link #transform}. */
    public Split split() {
        return split;
    }

    /** SHA-256 of the raw data, 64 hexadecimal digits. */
    public String digest() {
        return digest;
    }

    /** Shape of one row as the model gets it. */
    public List<Integer> inputShape() {
        return preprocessing.inputShape();
    }

    /** What is done to each batch, because doing it to all rows would take too much memory. */
    public BatchTransform transform() {
        return TensorBatches.of(preprocessing);
    }

    /** The rows in native memory. */
    public synchronized io.steadygrad.training.Split examples() {
        if (examples == null) {
            Samples validation = split.validation();
            examples = new io.steadygrad.training.Split(
                    examples(split.train()), validation == null ? null : examples(validation), examples(split.test()));
        }
        return examples;
    }

    static Examples examples(Samples samples) {
        return Examples.of(
                samples.features(),
                samples.featureShape(),
                samples.targets(),
                samples.targetShape(),
                samples.classes());
    }
}
