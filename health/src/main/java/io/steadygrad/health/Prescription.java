package io.steadygrad.health;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Remedies that are tried together.
 *
 * @param fromStart whether training begins anew with them, else it goes on from the last state before the trouble
 */
public record Prescription(boolean fromStart, List<Remedy> remedies) {
    public Prescription {
        remedies = List.copyOf(remedies);
    }

    static Prescription anew(Remedy... remedies) {
        return new Prescription(true, List.of(remedies));
    }

    static Prescription goingOn(Remedy... remedies) {
        return new Prescription(false, List.of(remedies));
    }

    /** {@code clip}, {@code reinitialise+lower_rate}. */
    public String name() {
        return remedies.stream().map(Remedy::name).collect(Collectors.joining("+"));
    }

    /** What is changed, with its numbers. */
    public String detail() {
        return remedies.stream().map(Remedy::detail).collect(Collectors.joining("; "));
    }
}
