package io.steadygrad.report;

import io.steadygrad.report.card.Card;
import io.steadygrad.report.card.Cards;
import io.steadygrad.report.card.Ward;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.figure.CardFigure;
import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.Traces;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.trace.Trace;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A picture for each verdict card whose shown run left a trace. */
final class CardPictures {
    private static final int MOST = 200;

    private CardPictures() {}

    static Map<Card, Drawing> of(Cards cards, Run run, Traces traces) {
        Map<Card, Drawing> pictures = new IdentityHashMap<>();
        for (Ward ward : cards.wards()) {
            for (Card card : ward.cards()) {
                Trace trace = pictures.size() < MOST ? trace(card.shown().id(), run, traces) : null;
                Drawing drawing = trace == null ? null : CardFigure.of(ward, card, trace);
                if (drawing != null) {
                    pictures.put(card, drawing);
                }
            }
        }
        return pictures;
    }

    private static @Nullable Trace trace(String id, Run run, Traces traces) {
        return run.trials().stream()
                .filter((Trial trial) -> trial.id().equals(id))
                .findFirst()
                .map(traces::whole)
                .orElse(null);
    }
}
