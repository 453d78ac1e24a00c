package io.steadygrad.app;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.report.card.Card;
import io.steadygrad.report.card.Cards;
import io.steadygrad.report.card.SickRun;
import io.steadygrad.report.card.Ward;
import io.steadygrad.spec.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Verdict cards for a terminal: a card for each configuration and symptom, with the numbers of one of its runs. */
final class CardLines {
    private static final int LABEL = 11;
    private static final int MOST_NOTES = 8;

    private CardLines() {}

    static List<String> of(Cards cards, Path directory, Terminal terminal, int width) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold("diagnosis of " + directory) + ": "
                + (cards.sick() == 0
                        ? (cards.runs() == 1 ? "the run is healthy" : "all " + cards.runs() + " runs are healthy")
                        : cards.sick() + " of " + Words.count(cards.runs(), "run")
                                + (cards.sick() == 1 ? " has" : " have") + " a verdict"
                                + (cards.cured() == 0 ? "" : ", " + cards.cured() + " of them cured"))
                + (cards.suspected() == 0 ? "" : ", " + Words.count(cards.suspected(), "run") + " with a hint"));
        for (Ward ward : cards.wards()) {
            for (Card card : ward.cards()) {
                lines.add("");
                card(ward, card, terminal, width, lines);
            }
        }
        hints(cards, terminal, width, lines);
        List<String> healthy = cards.wards().stream()
                .filter(ward -> ward.sick() == 0)
                .map(ward -> ward.name() + " (" + Words.count(ward.runs(), "run") + ")")
                .toList();
        if (cards.sick() > 0 && !healthy.isEmpty()) {
            lines.add("");
            labelled("healthy", String.join(", ", healthy), width, lines);
        }
        cards.notes().stream().limit(MOST_NOTES).forEach(note -> labelled("note", note, width, lines));
        if (cards.notes().size() > MOST_NOTES) {
            labelled("note", "and " + (cards.notes().size() - MOST_NOTES) + " more of that kind", width, lines);
        }
        return lines;
    }

    private static void card(Ward ward, Card card, Terminal terminal, int width, List<String> lines) {
        SickRun run = card.shown();
        Diagnosis diagnosis = run.diagnosis();
        lines.add(terminal.bold(ward.name()) + ": " + terminal.red(card.head()) + ", " + card.place());
        labelled(
                "seen",
                diagnosis.finding() + " (" + (card.sick().size() == 1 ? "" : "in ") + "seed " + run.seed() + ", trial "
                        + run.id() + ", " + run.status()
                        + (diagnosis.batch() == null ? "" : ", batch " + diagnosis.batch() + " of its epoch")
                        + String.format(Locale.ROOT, ", confidence %.2f)", diagnosis.confidence()),
                width,
                lines);
        if (card.sick().size() > 1) {
            labelled("runs", card.seeds(), width, lines);
        }
        if (!card.disagreement().isEmpty()) {
            labelled("layers", card.disagreement(), width, lines);
        }
        labelled(
                "evidence",
                card.evidence().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Numbers.format(entry.getValue(), 3))
                        .collect(Collectors.joining("; ")),
                width,
                lines);
        labelled("course", String.join(" -> ", card.chain()), width, lines);
        for (Diagnosis other : run.others()) {
            labelled("also", Card.words(other.symptom()) + ": " + other.finding(), width, lines);
        }
        card.treatment().forEach(told -> labelled("done", told, width, lines));
        labelled("outcome", card.outcome(), width, lines);
        labelled("change", diagnosis.advice(), width, lines);
    }

    private static void hints(Cards cards, Terminal terminal, int width, List<String> lines) {
        for (Ward ward : cards.wards()) {
            for (Card card : ward.hints()) {
                lines.add("");
                lines.add(terminal.bold(ward.name()) + ": " + terminal.yellow("perhaps " + card.head()) + ", "
                        + card.place());
                labelled(
                        "hint",
                        card.shown().diagnosis().finding()
                                + String.format(
                                        Locale.ROOT,
                                        " (confidence %.2f: no verdict)",
                                        card.shown().diagnosis().confidence()),
                        width,
                        lines);
            }
        }
    }

    /** A text beside its label, in as many lines as it takes; none for no text. */
    private static void labelled(String label, String text, int width, List<String> lines) {
        if (text.isEmpty()) {
            return;
        }
        String head = label;
        for (String line : Words.wrapped(text, width - LABEL)) {
            lines.add(String.format(Locale.ROOT, "  %-" + (LABEL - 2) + "s%s", head, line));
            head = "";
        }
    }
}
