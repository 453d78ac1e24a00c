package io.steadygrad.study;

import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import io.steadygrad.preprocess.Preprocessing;
import io.steadygrad.training.Examples;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one workload after preprocessing. The copy in native memory is made when the first trial asks for it, and
 * shared by all. Thread-safe.
 */
public final class PreparedData {
    private final Split split;
    private final String digest;
    private io.steadygrad.training.@Nullable Split examples;

    private PreparedData(Split split, String digest) {
        this.split = split;
        this.digest = digest;
    }

    /** @param digest of the raw data; with the preprocessing it decides the numbers */
    static PreparedData of(Split raw, List<Preprocessing> chain, String digest) {
        Split split = raw;
        for (Preprocessing step : chain) {
            split = step.apply(split);
        }
        return new PreparedData(split, digest);
    }

    public Split split() {
        return split;
    }

    /** SHA-256 of the raw data, 64 hexadecimal digits. */
    public String digest() {
        return digest;
    }

    /** Shape of one row as the model gets it. */
    public List<Integer> inputShape() {
        return split.train().featureShape();
    }

    /** The rows in native memory. */
    public synchronized io.steadygrad.training.Split examples() {
        if (examples == null) {
            Samples validation = split.validation();
            examples = new io.steadygrad.training.Split(
                    examples(split.train()),
                    validation == null ? null : examples(validation),
                    examples(split.test()));
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
