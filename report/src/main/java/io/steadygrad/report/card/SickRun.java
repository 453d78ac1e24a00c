package io.steadygrad.report.card;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Repair;
import java.util.List;

/**
 * One run, and what it suffers from.
 *
 * @param status {@code completed} or {@code diverged}
 * @param cured whether it was treated, and has no verdict at its end
 * @param diagnosis the first one: what the others came from; of a cured run what the treatment was for
 * @param others the other verdicts
 * @param repairs in the order in which they were tried
 */
public record SickRun(
        String id,
        long seed,
        String status,
        boolean reachedTarget,
        boolean cured,
        Diagnosis diagnosis,
        List<Diagnosis> others,
        List<Repair> repairs) {
    public SickRun {
        others = List.copyOf(others);
        repairs = List.copyOf(repairs);
    }

    /** Whether a remedy was kept. */
    public boolean repaired() {
        return repairs.stream().anyMatch(Repair::kept);
    }
}
