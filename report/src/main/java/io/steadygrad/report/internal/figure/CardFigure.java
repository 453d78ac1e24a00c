package io.steadygrad.report.internal.figure;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Repair;
import io.steadygrad.health.Symptom;
import io.steadygrad.report.card.Card;
import io.steadygrad.report.card.SickRun;
import io.steadygrad.report.card.Ward;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.run.Series;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What shows the disease of a card's run: its gradient or share of bad units by layer or by time, or a quantity over steps with the event marked. */
public final class CardFigure {
    static final double WIDE = 400;
    private static final double HIGH = 214;
    private static final double LEFT = 58;
    private static final double TOP = 46;
    private static final double BOTTOM = 46;
    private static final int BUCKETS = 250;
    private static final double[] DASH = {4, 3};

    private final Ward ward;
    private final Card card;
    private final Diagnosis diagnosis;
    private final SickRun run;
    private final Trace trace;

    /** The first bad layer; empty where the matter has no place. */
    private final String layer;

    private CardFigure(Ward ward, Card card, Trace trace) {
        this.ward = ward;
        this.card = card;
        this.run = card.shown();
        this.diagnosis = run.diagnosis();
        String first = diagnosis.layer();
        this.layer = first == null ? "" : first;
        this.trace = trace;
    }

    /** The picture; null where the trace has nothing that shows it. */
    public static @Nullable Drawing of(Ward ward, Card card, Trace trace) {
        CardFigure figure = new CardFigure(ward, card, trace);
        Drawing byPlace = figure.byPlace();
        return byPlace == null ? figure.overSteps() : byPlace;
    }

    /** A cured run is not ill in any place any more: the steps of its cure are shown. */
    private @Nullable Drawing byPlace() {
        if (run.cured()) {
            return null;
        }
        return switch (card.symptom()) {
            case VANISHING -> isInTime() ? inTime() : gradients();
            case EXPLODING -> isInTime() ? inTime() : null;
            case DEAD_UNITS -> shares("dead units", trace.signals().layers().dead());
            case SATURATION ->
                shares("saturated outputs", trace.signals().layers().saturated());
            default -> null;
        };
    }

    private boolean isInTime() {
        Signals.Flow flow = trace.signals().flow();
        return flow.step().length > 0 && flow.time().length > 1 && flow.layers().contains(layer);
    }

    private Drawing start(String what, String when) {
        Drawing drawing = new Drawing(
                WIDE,
                HIGH,
                what + " of " + ward.name() + ", seed " + run.seed() + ", " + Card.words(card.symptom()) + ": "
                        + diagnosis.finding());
        drawing.bold(Drawing.fitted(what, 12, WIDE - 20), 10, 14, 12, Palette.INK, Anchor.START);
        drawing.text(
                Drawing.fitted(
                        ward.workload() + " \u00b7 " + ward.method() + " \u00b7 seed " + run.seed() + when,
                        Panel.SMALL,
                        WIDE - 20),
                10,
                30,
                Panel.SMALL,
                Palette.SOFT,
                Anchor.START);
        return drawing;
    }

    private static Panel panel(Drawing drawing, Scale across, Scale up) {
        Panel panel = new Panel(drawing, LEFT, TOP, WIDE - LEFT - 14, HIGH - TOP - BOTTOM, across, up);
        panel.frame(4);
        panel.labelsUp(4);
        return panel;
    }

    /** The sample at which the diagnosis was made, or the next one. */
    private static int sample(long[] steps, long step) {
        for (int i = 0; i < steps.length; i++) {
            if (steps[i] >= step) {
                return i;
            }
        }
        return steps.length - 1;
    }

    /** What arrives at each layer on the way back. */
    private @Nullable Drawing gradients() {
        Signals.Layers layers = trace.signals().layers();
        if (layers.samples() == 0 || layers.names().size() < 2) {
            return null;
        }
        int at = sample(layers.step(), Math.max(1, diagnosis.step()));
        int size = layers.names().size();
        double[] values = new double[size];
        for (int l = 0; l < size; l++) {
            values[l] = layers.gradient()[layers.at(at, l)];
        }
        double[] positive = Arrays.stream(values)
                .filter(value -> value > 0 && Double.isFinite(value))
                .toArray();
        if (positive.length == 0) {
            return null;
        }
        Drawing drawing = start("Gradient that comes back to each layer", ", step " + layers.step()[at]);
        Panel panel = panel(drawing, new Scale(-0.5, size - 0.5, false), Scale.decades(positive));
        double[] places = new double[size];
        Arrays.setAll(places, i -> i);
        panel.line(places, values, Palette.SOFT, 1.2, 1);
        for (int l = 0; l < size; l++) {
            int color = isBad(layers.names().get(l)) ? Palette.BAD : Palette.AFTER;
            if (values[l] > 0 && Double.isFinite(values[l])) {
                drawing.disc(panel.x(l), panel.y(values[l]), 3.4, color, color);
            } else if (values[l] == 0) {
                drawing.text("0", panel.x(l), TOP + panel.height() - 6, Panel.SMALL, color, Anchor.MIDDLE);
            }
        }
        names(panel, layers);
        return drawing;
    }

    private @Nullable Drawing shares(String what, float[] shares) {
        Signals.Layers layers = trace.signals().layers();
        if (layers.samples() == 0 || layers.names().isEmpty()) {
            return null;
        }
        int at = sample(layers.step(), Math.max(1, diagnosis.step()));
        int size = layers.names().size();
        boolean known = false;
        Drawing drawing = start("Share of " + what + " in each layer", ", step " + layers.step()[at]);
        Panel panel = panel(drawing, new Scale(-0.5, size - 0.5, false), new Scale(0, 1, false));
        double width = Math.min(34, 0.7 * panel.width() / size);
        for (int l = 0; l < size; l++) {
            double share = shares[layers.at(at, l)];
            if (Double.isFinite(share)) {
                known = true;
                int color = isBad(layers.names().get(l)) ? Palette.BAD : Palette.AFTER;
                double top = panel.y(Math.max(share, 0.006));
                drawing.box(panel.x(l) - width / 2, top, width, TOP + panel.height() - top, color, 0.9);
            }
        }
        names(panel, layers);
        return known ? drawing : null;
    }

    private boolean isBad(String name) {
        return name.equals(layer);
    }

    /** All names where there is room, else the first, the last and the bad one. */
    private void names(Panel panel, Signals.Layers layers) {
        int size = layers.names().size();
        double room = panel.width() / size;
        boolean all = layers.names().stream().allMatch(name -> Drawing.widthOf(name, Panel.SMALL) < room - 3);
        int bad = layers.names().indexOf(layer);
        double taken = -1;
        for (int l = 0; l < size; l++) {
            boolean isBad = l == bad;
            if (all || l == 0 || l == size - 1 || isBad) {
                String name = layers.names().get(l);
                double wide = Drawing.widthOf(name, Panel.SMALL);
                double x = Math.max(LEFT - 20 + wide / 2, Math.min(WIDE - 6 - wide / 2, panel.x(l)));
                double y = TOP + panel.height() + (x - wide / 2 < taken ? 24 : 12);
                taken = x + wide / 2 + 4;
                panel.drawing().text(name, x, y, Panel.SMALL, isBad ? Palette.BAD : Palette.SOFT, Anchor.MIDDLE);
            }
        }
        panel.drawing()
                .text(
                        "layers, input side at the left" + (bad >= 0 ? "; red: the first bad one" : ""),
                        LEFT + panel.width() / 2,
                        HIGH - 9,
                        Panel.SMALL,
                        Palette.INK,
                        Anchor.MIDDLE);
    }

    private @Nullable Drawing inTime() {
        Signals.Flow flow = trace.signals().flow();
        int which = flow.layers().indexOf(layer);
        int at = sample(flow.step(), Math.max(1, diagnosis.step()));
        int places = flow.time().length;
        double[] time = LongStream.of(flow.time()).asDoubleStream().toArray();
        double[] values = new double[places];
        for (int p = 0; p < places; p++) {
            values[p] = flow.gradient()[(at * flow.layers().size() + which) * places + p];
        }
        double[] positive = Arrays.stream(values)
                .filter(value -> value > 0 && Double.isFinite(value))
                .toArray();
        if (positive.length == 0) {
            return null;
        }
        Drawing drawing = start("Gradient on its way back through time, " + layer, ", step " + flow.step()[at]);
        Panel panel = panel(drawing, new Scale(time[0], time[places - 1], false), Scale.decades(positive));
        panel.line(time, values, Palette.BAD, 1.8, 1);
        for (int p = 0; p < places; p++) {
            if (values[p] > 0 && Double.isFinite(values[p])) {
                drawing.disc(panel.x(time[p]), panel.y(values[p]), 2.2, Palette.BAD, Palette.BAD);
            }
        }
        panel.labelsAcross(5, "place in the sequence; the loss is at its end");
        return drawing;
    }

    private @Nullable Drawing overSteps() {
        boolean norm = card.symptom() == Symptom.EXPLODING;
        Trace.Steps steps = trace.steps();
        double[] values = norm ? steps.normBefore() : steps.loss();
        double[] finite = DoubleStream.concat(
                        Arrays.stream(values),
                        trace.signals().abandoned().stream()
                                .flatMapToDouble(piece -> Arrays.stream(norm ? piece.norm() : piece.loss())))
                .filter(value -> Double.isFinite(value) && (!norm || value > 0))
                .toArray();
        if (finite.length == 0) {
            return null;
        }
        Signals.Facts facts = trace.signals().facts();
        double chance = norm || facts == null ? Double.NaN : facts.chanceLoss();
        Drawing drawing = start(norm ? "Global gradient norm before control" : "Training loss", "");
        double first = steps.size() == 0 ? 0 : steps.step()[0];
        double last =
                Math.max(Math.max(first + 1, diagnosis.step()), steps.size() == 0 ? 1 : steps.step()[steps.size() - 1]);
        for (Signals.Abandoned piece : trace.signals().abandoned()) {
            last = piece.step().length == 0 ? last : Math.max(last, piece.step()[piece.step().length - 1]);
        }
        Panel panel = panel(
                drawing, new Scale(first, last, false), norm ? Scale.decades(finite) : Scale.over(finite, chance));
        if (Double.isFinite(chance)) {
            drawing.dashed(LEFT, panel.y(chance), LEFT + panel.width(), panel.y(chance), Palette.SOFT, 1);
            drawing.text("guessing", LEFT + panel.width() - 3, panel.y(chance) - 6, 8.5, Palette.SOFT, Anchor.END);
        }
        for (Signals.Abandoned piece : trace.signals().abandoned()) {
            dashed(panel, new Series(piece.step(), norm ? piece.norm() : piece.loss()));
        }
        Series thinned = new Series(steps.step(), values).thinned(BUCKETS);
        panel.line(LongStream.of(thinned.step()).asDoubleStream().toArray(), thinned.value(), Palette.AFTER, 1.4, 1);
        for (Repair repair : run.repairs()) {
            if (repair.kept()) {
                event(panel, repair.step(), repair.remedy().replace('_', ' '), Palette.ENGAGED, 12);
            }
        }
        event(panel, diagnosis.step(), "step " + diagnosis.step(), Palette.BAD, 0);
        panel.labelsAcross(5, "step" + (trace.signals().abandoned().isEmpty() ? "" : "; dashed: taken back"));
        return drawing;
    }

    private static void dashed(Panel panel, Series series) {
        Series thinned = series.thinned(BUCKETS);
        panel.clipped(() -> {
            double[] points = new double[2 * thinned.size()];
            int n = 0;
            for (int i = 0; i < thinned.size(); i++) {
                double y = panel.y(thinned.value()[i]);
                if (Double.isFinite(y)) {
                    points[n++] = panel.x(thinned.step()[i]);
                    points[n++] = Math.max(-2000, Math.min(2000, y));
                }
            }
            if (n > 2) {
                panel.drawing().path(Arrays.copyOf(points, n), Palette.BEFORE, 1.1, 0.75, DASH);
            }
        });
    }

    private static void event(Panel panel, long step, String name, int color, double down) {
        double x = Math.max(LEFT, panel.x(step));
        panel.drawing().dashed(x, TOP, x, TOP + panel.height(), color, 1.3);
        boolean right = x > LEFT + 0.7 * panel.width();
        panel.drawing()
                .text(
                        name,
                        right ? x - 4 : x + 4,
                        TOP + 7 + down,
                        Panel.SMALL,
                        color,
                        right ? Anchor.END : Anchor.START);
    }
}
