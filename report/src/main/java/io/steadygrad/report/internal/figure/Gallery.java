package io.steadygrad.report.internal.figure;

import io.steadygrad.comparison.Profile;
import io.steadygrad.comparison.Ranking;
import io.steadygrad.report.card.Card;
import io.steadygrad.report.card.Cards;
import io.steadygrad.report.card.Ward;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.view.Against;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.FactorMap;
import io.steadygrad.report.internal.view.Grouping;
import io.steadygrad.report.internal.view.ReportView;
import io.steadygrad.report.internal.view.RunPicture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/** All figures of a run by file name (without ending). */
public final class Gallery {

    private final ReportView view;
    private final Map<String, Drawing> figures = new LinkedHashMap<>();

    private Gallery(ReportView view) {
        this.view = view;
    }

    /**
     * The figures for which the run has data; none for a run without trials.
     *
     * @param pictures of those cards that have one
     */
    public static Map<String, Drawing> of(ReportView view, Cards cards, Map<Card, Drawing> pictures) {
        Gallery gallery = new Gallery(view);
        List<String> methods = List.copyOf(view.run().methods().keySet());
        ToIntFunction<Cell> color = cell -> Palette.of(methods.indexOf(cell.method()));
        if (!view.cases().isEmpty()) {
            gallery.put("overview", "", OverviewFigure.of(view.cases(), methods));
        }
        for (Case one : view.cases()) {
            gallery.workload(one, color);
            gallery.against(one, methods, color);
        }
        for (Ranking ranking : view.against().rankings()) {
            String optimizer = ranking.optimizer();
            gallery.put(
                    "ranking",
                    optimizer == null ? "" : optimizer,
                    RankingFigure.of(ranking, name -> Palette.of(index(methods, name))));
        }
        Profile profile = view.against().profile();
        if (profile != null) {
            gallery.put("profile", "", ProfileFigure.of(profile, name -> index(methods, name)));
        }
        for (FactorMap map : view.maps()) {
            gallery.put("map", map.one().workload().name(), MapFigure.of(map));
        }
        for (Grouping group : view.groups()) {
            gallery.put(
                    group.factor().equals("optimizer") ? "optimizers" : "inputs",
                    group.one().workload().name(),
                    GroupsFigure.of(group));
        }
        if (!view.failures().isEmpty()) {
            gallery.put("diverged", "", DivergenceFigure.of(view.cases(), view.failures()));
        }
        for (Ward ward : cards.wards()) {
            for (Card card : ward.cards()) {
                Drawing picture = pictures.get(card);
                if (picture != null) {
                    gallery.put("health", ward.workload() + " " + ward.method() + " " + card.symptom(), picture);
                }
            }
        }
        return gallery.figures;
    }

    private void workload(Case one, ToIntFunction<Cell> color) {
        String name = one.workload().name();
        put("verdict", name, VerdictFigure.of(one, color));
        boolean curves = one.baselineCells().stream()
                .anyMatch(
                        cell -> view.curves().getOrDefault(cell.id(), Map.of()).containsKey("loss"));
        if (curves) {
            put("curves", name, CurvesFigure.of(one, view.curves(), color));
        }
        List<RunPicture> shown = view.shown().getOrDefault(name, List.of());
        if (!shown.isEmpty()) {
            List<String> labels =
                    shown.stream().map(picture -> label(one, picture)).toList();
            put("layers", name, LayersFigure.of(name, shown, labels));
            put("control", name, ControlFigure.of(name, shown, labels));
        }
    }

    private void against(Case one, List<String> methods, ToIntFunction<Cell> color) {
        String name = one.workload().name();
        List<Against.Pair> pairs = view.against().pairs().stream()
                .filter(pair -> pair.numbers().workload().equals(name))
                .filter(pair -> pair.cell() != null && pair.cell().setting() == one.baseline())
                .toList();
        if (!pairs.isEmpty()) {
            put("comparisons", name, VersusFigure.of(one, pairs, color));
        }
        List<Against.Scan> scans = view.against().scans().stream()
                .filter(scan -> scan.numbers().workload().equals(name))
                .toList();
        // Results, and what a search tried, are judged on different rows.
        scans.stream()
                .map(Against.Scan::metric)
                .distinct()
                .forEach(metric -> put(
                        "rates",
                        name,
                        RatesFigure.of(
                                one,
                                scans.stream()
                                        .filter(scan -> scan.metric().equals(metric))
                                        .toList(),
                                method -> Palette.of(index(methods, method)))));
    }

    /** A method's place in the study; a ranking may name it with its parameters: {@code clip (max_norm=1)}. */
    private static int index(List<String> methods, String name) {
        int exact = methods.indexOf(name);
        for (int i = 0; exact < 0 && i < methods.size(); i++) {
            if (name.startsWith(methods.get(i) + " (")) {
                return i;
            }
        }
        return Math.max(0, exact);
    }

    private static String label(Case one, RunPicture picture) {
        String cell = one.cells().stream()
                .filter(each -> each.id() == picture.cell())
                .map(Cell::label)
                .findFirst()
                .orElse("");
        String end = picture.trial().reachedTarget()
                ? ""
                : ", " + picture.trial().status().word();
        return cell + ", seed " + picture.trial().seed() + end;
    }

    /** File names hold letters, digits, dots and dashes only; a name that is taken gets a number. */
    private void put(String kind, String workload, Drawing drawing) {
        String plain =
                workload.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        String shortened = plain.length() > 80 ? plain.substring(0, 80) : plain;
        String base = workload.isEmpty() ? kind : kind + "-" + (shortened.isEmpty() ? "workload" : shortened);
        String name = base;
        for (int number = 2; figures.containsKey(name); number++) {
            name = base + "-" + number;
        }
        figures.put(name, drawing);
    }
}
