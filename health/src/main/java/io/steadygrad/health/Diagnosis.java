package io.steadygrad.health;

import java.util.ArrayList;
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
 * @param chain the course of the disease: this symptom, then what followed from it, in the order of cause and effect
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

    /** A symptom that has no batch to blame and that nothing followed from. */
    static Diagnosis of(
            Symptom symptom,
            long step,
            @Nullable String layer,
            double confidence,
            Map<String, Double> evidence,
            String finding,
            String advice) {
        List<Link> itself = List.of(new Link(symptom, step, layer));
        return new Diagnosis(symptom, step, layer, null, confidence, evidence, itself, finding, advice);
    }

    /** The same with what followed. */
    Diagnosis followedBy(List<Diagnosis> followers) {
        List<Link> links = new ArrayList<>(chain);
        followers.forEach(follower -> links.addAll(follower.chain()));
        return new Diagnosis(symptom, step, layer, batch, confidence, evidence, links, finding, advice);
    }

    /** A link in a chain of causes. */
    public record Link(Symptom symptom, long step, @Nullable String layer) {}

    public boolean isVerdict() {
        return confidence >= VERDICT;
    }
}
