package io.steadygrad.report.internal.page;

import io.steadygrad.report.card.Card;
import io.steadygrad.report.card.Cards;
import io.steadygrad.report.card.SickRun;
import io.steadygrad.report.card.Ward;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Svg;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The verdict cards as the page reads them. */
record Clinic(int runs, int sick, int cured, int suspected, List<Bed> cards, List<Bed> hints, List<String> healthy) {

    /** One card; the picture is an SVG as a data URI, {@code alt} what it shows. */
    record Bed(
            String workload,
            String method,
            String setting,
            String symptom,
            int n,
            int of,
            String seeds,
            String place,
            String layers,
            String trial,
            long seed,
            boolean cured,
            double confidence,
            @Nullable Long batch,
            String finding,
            Map<String, Double> evidence,
            List<String> chain,
            List<String> also,
            List<String> treatment,
            String outcome,
            String advice,
            @Nullable String picture,
            String alt) {}

    static Clinic of(Cards cards, Map<Card, Drawing> pictures) {
        return new Clinic(
                cards.runs(),
                cards.sick(),
                cards.cured(),
                cards.suspected(),
                cards.wards().stream()
                        .flatMap(ward -> ward.cards().stream().map(card -> bed(ward, card, pictures.get(card))))
                        .toList(),
                cards.wards().stream()
                        .flatMap(ward -> ward.hints().stream().map(card -> bed(ward, card, null)))
                        .toList(),
                cards.wards().stream()
                        .filter(ward -> ward.sick() == 0)
                        .map(Ward::name)
                        .toList());
    }

    private static Bed bed(Ward ward, Card card, @Nullable Drawing picture) {
        SickRun run = card.shown();
        return new Bed(
                ward.workload(),
                ward.method(),
                ward.setting(),
                Card.words(card.symptom()),
                card.sick().size(),
                card.of(),
                card.seeds(),
                card.place(),
                card.disagreement(),
                run.id(),
                run.seed(),
                run.cured(),
                run.diagnosis().confidence(),
                run.diagnosis().batch(),
                run.diagnosis().finding(),
                card.evidence(),
                card.chain(),
                run.others().stream()
                        .map(other -> Card.words(other.symptom()) + ": " + other.finding())
                        .toList(),
                card.treatment(),
                card.outcome(),
                run.diagnosis().advice(),
                picture == null
                        ? null
                        : "data:image/svg+xml;base64,"
                                + Base64.getEncoder()
                                        .encodeToString(Svg.of(picture).getBytes(StandardCharsets.UTF_8)),
                picture == null ? "" : picture.title());
    }
}
