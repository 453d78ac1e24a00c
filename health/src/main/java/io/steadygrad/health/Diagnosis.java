package io.steadygrad.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a run.
 *
 * @param step at which the evidence first sufficed, counted from 1
 * @param layer the first bad one, or null where the matter has no place
 * @param batch of its epoch, counted from 0, where one batch is to blame
 * @param confidence from 0 to 1; from {@link #VERDICT} it is a verdict, below a hint
 * @param evidence the numbers that were decisive, by name
 * @param chain what led here, cause first, this symptom last; a single link where it is its own cause
 * @param finding the matter in one sentence with its numbers
 * @param advice what to change, in one sentence
 */
public record Diagnosis(
        Symptom symptom,
        long step,
        @Nullable String layer,
        @Nullable Long batch,
        double confidence,
        Map<String, Double> evidence,
        List<Link> chain,
        String finding,
        String advice) {
    /** Least confidence of a verdict. */
    public static final double VERDICT = 0.5;

    public Diagnosis {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence goes from 0 to 1, not " + confidence);
        }
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
        chain = List.copyOf(chain);
    }

    /** A link in a chain of causes. */
    public record Link(Symptom symptom, long step, @Nullable String layer) {}

    public boolean isVerdict() {
        return confidence >= VERDICT;
    }
}
