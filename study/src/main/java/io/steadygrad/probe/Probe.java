package io.steadygrad.probe;

import io.steadygrad.spec.Call;
import io.steadygrad.spec.Catalog;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A measurement of a workload that is trained without control, named under {@code probes:} in a study file. The same subject gives
 * the same numbers.
 */
public sealed interface Probe permits SharpnessProbe, LrRange {

    /** What the result is called in {@code summary.json}. */
    String name();

    /**
     * Measures.
     *
     * @param stop asked between steps
     * @return a tree of maps, lists, numbers (NaN for "none"), texts and truths; null when stopped
     */
    @Nullable
    Map<String, @Nullable Object> measure(Subject subject, BooleanSupplier stop);

    static Catalog<Probe> catalog() {
        return Catalog.of("probe", Probe.class)
                .add(io.steadygrad.spec.Signature.of("sharpness", SharpnessProbe.class))
                .add(LrRange.class);
    }

    /** The probe that a text such as {@code lr_range(steps=200)} means. */
    static Probe parse(String text) {
        return catalog().make(Call.parse(text));
    }
}
