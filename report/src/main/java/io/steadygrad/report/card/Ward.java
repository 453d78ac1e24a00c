package io.steadygrad.report.card;

import java.util.List;

/**
 * All runs of one configuration, the sick ones by symptom.
 *
 * @param method with its own parameters where a grid varies them
 * @param setting what surrounds it, where that is not the workload's usual; may be empty
 * @param runs that came to an end
 * @param cards most runs first
 * @param hints runs without a verdict whose record raises a suspicion
 */
public record Ward(String workload, String method, String setting, int runs, List<Card> cards, List<Card> hints) {
    public Ward {
        cards = List.copyOf(cards);
        hints = List.copyOf(hints);
    }

    /** {@code circle-8 x plain}. */
    public String name() {
        return workload + " x " + method + (setting.isEmpty() ? "" : " (" + setting + ")");
    }

    /** Runs with a verdict. */
    public int sick() {
        return cards.stream().mapToInt(card -> card.sick().size()).sum();
    }
}
