package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.Series;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.TraceSeries;
import io.steadygrad.report.internal.run.Traces;
import io.steadygrad.report.internal.run.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes all views of a run in one pass over its traces; what it keeps is small, whatever the traces' size. */
public final class ReportViews {

    private static final int BUCKETS = 120;
    private static final int MANY_TRIALS = 600;
    private static final int MAP_CELLS = 24_000;
    private static final int MOST_COLUMNS = 180;
    private static final int CONTROL_BUCKETS = 120;
    private static final int PICTURE_BYTES = 3_000_000;

    private final Run run;
    private final Traces traces;
    private final int runBuckets;
    private final Map<Integer, Map<String, Curve>> curves = new HashMap<>();
    private final List<RunPicture> shown = new ArrayList<>();
    private final List<RunPicture> chosen = new ArrayList<>();
    private final List<RunPicture> others = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Map<String, TraceFacts> facts = new HashMap<>();

    private ReportViews(Run run, Traces traces) {
        this.run = run;
        this.traces = traces;
        this.runBuckets = run.trials().size() > MANY_TRIALS ? 20 : 50;
    }

    /** All views; a trial without a trace keeps its row and loses its curves. */
    public static ReportView of(Run run, Traces traces) {
        ReportViews views = new ReportViews(run, traces);
        List<Case> cases = Cases.of(run);
        Map<String, List<String>> analysis = new LinkedHashMap<>();
        for (Case one : cases) {
            one.cells().forEach(cell -> views.look(one, cell));
            analysis.put(one.workload().name(), CaseAnalysis.of(one, views.facts));
        }
        List<RunPicture> pictures = views.affordable();
        Map<String, List<RunPicture>> shown = new LinkedHashMap<>();
        List<FactorMap> maps = new ArrayList<>();
        for (Case one : cases) {
            shown.put(one.workload().name(), SideBySide.of(one, pictures));
            FactorMap map = FactorMap.of(one);
            if (map != null) {
                maps.add(map);
            }
        }
        return new ReportView(
                run,
                cases,
                Summary.of(run, cases),
                views.curves,
                pictures,
                List.copyOf(views.failures),
                shown,
                maps,
                Grouping.of(cases),
                Against.of(run.comparisons(), run.search(), cases),
                analysis);
    }

    private void look(Case one, Cell cell) {
        Map<String, List<Curve.Source>> sources = new LinkedHashMap<>();
        Trial median = Representative.of(cell, one.metric());
        Trial contrast = Representative.contrast(cell, median);
        List<Trial> pair = SideBySide.trials(one);
        for (Trial trial : cell.trials()) {
            TraceSeries trace = traces.of(trial);
            collect(sources, "loss", trial, trace.losses());
            trace.metrics().forEach((name, series) -> {
                if (worthACurve(name, one.metric())) {
                    collect(sources, name, trial, series);
                }
            });
            if (trial.status() == Status.DIVERGED || trace.step().length > 0) {
                facts.put(trial.id(), TraceFacts.of(trace));
            }
            TraceFacts fact = facts.get(trial.id());
            if (trial.status() == Status.DIVERGED) {
                failures.add(new Failure(
                        cell.id(),
                        trial.id(),
                        trial.seed(),
                        trial.divergedAtStep(),
                        fact == null ? null : fact.firstBadStep(),
                        fact == null ? null : fact.firstBadLayer()));
            }
            if (trace.layerStep().length == 0) {
                continue;
            }
            if (pair.contains(trial)) {
                shown.add(picture(trial, cell, trial == median ? RunPicture.MEDIAN : "same seed", trace));
            } else if (trial == median) {
                chosen.add(picture(trial, cell, RunPicture.MEDIAN, trace));
            } else if (trial == contrast) {
                chosen.add(picture(
                        trial, cell, contrast.status() == Status.DIVERGED ? "diverged" : "other outcome", trace));
            } else if (run.trials().size() <= MANY_TRIALS) {
                others.add(picture(trial, cell, "", trace));
            }
        }
        Map<String, Curve> byQuantity = new LinkedHashMap<>();
        sources.forEach((quantity, list) -> byQuantity.put(
                quantity,
                Curve.of(
                        list,
                        BUCKETS,
                        runBuckets,
                        quantity.equals("loss") || !one.metric().name().equals(quantity)
                                ? Double.POSITIVE_INFINITY
                                : one.metric().worst(),
                        quantity.equals("loss") ? run.marks(cell.workload()) : List.of())));
        byQuantity.values().removeIf(curve -> curve.runs().isEmpty());
        curves.put(cell.id(), byQuantity);
    }

    private static boolean worthACurve(String name, Metric metric) {
        return name.equals(metric.name());
    }

    private static void collect(Map<String, List<Curve.Source>> sources, String quantity, Trial trial, Series points) {
        sources.computeIfAbsent(quantity, unseen -> new ArrayList<>())
                .add(new Curve.Source(trial.seed(), trial.status(), points));
    }

    private RunPicture picture(Trial trial, Cell cell, String why, TraceSeries trace) {
        int layers = Math.max(1, trace.layers().size());
        int columns = Math.max(40, Math.min(MOST_COLUMNS, MAP_CELLS / layers));
        return new RunPicture(trial, cell.id(), why, LayerMap.of(trace, columns), Control.of(trace, CONTROL_BUCKETS));
    }

    /** The pairs to show first, every cell's median and contrasting run, then as many others as the page can carry. */
    private List<RunPicture> affordable() {
        List<RunPicture> kept = new ArrayList<>(shown);
        Set<Integer> seen = new LinkedHashSet<>();
        long bytes = shown.stream().mapToLong(ReportViews::size).sum();
        for (RunPicture picture : chosen) {
            bytes += size(picture);
            if (bytes <= 2 * PICTURE_BYTES || seen.add(picture.cell())) {
                kept.add(picture);
            }
        }
        for (RunPicture picture : others) {
            bytes += size(picture);
            if (bytes <= PICTURE_BYTES) {
                kept.add(picture);
            }
        }
        return kept;
    }

    private static long size(RunPicture picture) {
        Control control = picture.control();
        return picture.layers().codes().length * 4L / 3
                + 12L
                        * (control.before().size()
                                + control.after().size()
                                + control.threshold().size())
                + 10L * control.engaged().length;
    }
}
