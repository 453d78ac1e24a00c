package io.steadygrad.health;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Remedies that are tried together.
 *
 * @param fromStart whether training begins anew with them, else it goes on from the last state before the trouble
 */
public record Prescription(boolean fromStart, List<Remedy> remedies) {
    private static final String ANEW = "anew";

    public Prescription {
        remedies = List.copyOf(remedies);
    }

    static Prescription anew(Remedy... remedies) {
        return new Prescription(true, List.of(remedies));
    }

    static Prescription goingOn(Remedy... remedies) {
        return new Prescription(false, List.of(remedies));
    }

    /**
     * The prescription that {@link #toString} wrote.
     *
     * @throws IllegalArgumentException for another text
     */
    public static Prescription parse(String text) {
        String[] words = text.split(" ");
        List<Remedy> remedies = Arrays.stream(words).skip(1).map(Remedy::parse).toList();
        return new Prescription(words[0].equals(ANEW), remedies);
    }

    /** {@code anew clip=0.5 rate=0.1}: exact, for {@link #parse}. */
    @Override
    public String toString() {
        return (fromStart ? ANEW : "on")
                + remedies.stream().map(remedy -> " " + remedy.text()).collect(Collectors.joining());
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
