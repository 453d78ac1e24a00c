package io.steadygrad.health;

import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Tells what a run suffers from. */
public final class Health {
    /**
     * From causes to what follows from them: of two symptoms that both show, the first one is the cause. An explosion kills and saturates
     * units; dead and saturated ones let no gradient through; where none arrives everything is slow.
     */
    private static final List<Function<Evidence, Optional<Diagnosis>>> RULES = List.of(
            Structural::find,
            Spike::find,
            Exploding::find,
            ThroughTime::find,
            NonFinite::find,
            Vanishing::atOneLayer,
            DeadUnits::find,
            Saturation::find,
            Vanishing::find,
            Slow::find,
            Oscillation::find);

    private Health() {}

    /**
     * What is wrong with a run: the root cause, with what followed from it in its chain; without a verdict the hints, the surest first. Empty
     * for a healthy run and where the record does not suffice to tell.
     *
     * @param trace of a run that ended, or of its beginning
     */
    public static List<Diagnosis> diagnose(Trace trace) {
        if (trace.steps().size() == 0) {
            return List.of();
        }
        Evidence evidence = new Evidence(trace);
        List<Diagnosis> found = new ArrayList<>(RULES.stream()
                .map(rule -> rule.apply(evidence))
                .flatMap(Optional::stream)
                .toList());
        List<Diagnosis> verdicts = found.stream().filter(Diagnosis::isVerdict).toList();
        if (verdicts.isEmpty()) {
            found.sort(Comparator.comparingDouble(Diagnosis::confidence).reversed());
            return found;
        }
        return Stream.of(verdicts.get(0).followedBy(others(verdicts))).toList();
    }

    private static List<Diagnosis> others(List<Diagnosis> verdicts) {
        Symptom root = verdicts.get(0).symptom();
        return verdicts.stream().filter(each -> each.symptom() != root).toList();
    }

    /**
     * What is wrong before the first update, by the data, the loss of the first batch and what the first weights do to it; verdicts are what no
     * training can mend, hints what it often does.
     *
     * @param trace whose first step and first sample are looked at
     */
    public static List<Diagnosis> preflight(Trace trace) {
        return Preflight.of(trace);
    }
}
