package io.steadygrad.report.internal.page;

import io.steadygrad.report.internal.run.Acceptance;
import io.steadygrad.report.internal.run.Claim;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.Control;
import io.steadygrad.report.internal.view.Curve;
import io.steadygrad.report.internal.view.Failure;
import io.steadygrad.report.internal.view.LayerMap;
import io.steadygrad.report.internal.view.Outcome;
import io.steadygrad.report.internal.view.ReportView;
import io.steadygrad.report.internal.view.RunPicture;
import io.steadygrad.report.internal.view.Setting;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The data of report.html, in the form that the view modules read (described in views/README.md). */
record PageData(
        int version,
        String study,
        String description,
        Map<String, Long> counts,
        List<String> summary,
        List<Claim> claims,
        List<Acceptance> acceptance,
        List<Work> workloads,
        Map<String, String> methods,
        List<Row> cells,
        Map<Integer, Map<String, Curve>> curves,
        List<Picture> pictures,
        List<Failure> failures,
        List<Axes> maps,
        List<Compared> groups,
        Versus against,
        Clinic health,
        List<Tuning> search,
        Map<String, String> environment,
        List<String> problems,
        @Nullable String studyText) {

    /** One workload. */
    record Work(
            String name,
            String description,
            String metric,
            String metricWords,
            boolean higherIsBetter,
            @Nullable Double bound,
            boolean hasTarget,
            List<String> settings,
            List<String> besides,
            int baseline,
            long budget,
            List<String> analysis,
            List<String> shown,
            @Nullable JsonNode probes) {}

    /** The axes of a workload's hyperparameter map that are shown first. */
    record Axes(String workload, String x, String y) {}

    /** Cells that differ in one factor only. */
    record Compared(String factor, String workload, List<Integer> cells) {}

    /** One cell; runs are {@code [seed, final metric or null, status, reached, id]}. */
    record Row(
            int id,
            String workload,
            String method,
            String label,
            String expression,
            String optimizer,
            String family,
            String inputs,
            Map<String, String> hyperparameters,
            String chosen,
            int setting,
            boolean standard,
            Outcome outcome,
            long diverged,
            long unfinished,
            List<Object[]> runs) {}

    /** One run in detail; codes are base64 of {@link LayerMap#codes()}. */
    record Picture(
            String trial,
            int cell,
            long seed,
            String status,
            boolean reached,
            String why,
            List<String> layers,
            long[] step,
            double low,
            double high,
            String codes,
            Control control) {}

    static PageData of(ReportView view, Clinic health, List<String> problems) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("trials", (long) view.run().trials().size());
        for (Status status : Status.values()) {
            counts.put(
                    status.word(),
                    view.run().trials().stream()
                            .filter(trial -> trial.status() == status)
                            .count());
        }
        counts.put(
                "reached",
                view.run().trials().stream().filter(Trial::reachedTarget).count());
        return new PageData(
                1,
                view.run().study(),
                view.run().description(),
                counts,
                view.summary(),
                view.run().claims(),
                view.run().acceptance(),
                view.cases().stream().map(one -> work(one, view)).toList(),
                view.run().methods(),
                view.cases().stream()
                        .flatMap(one -> one.cells().stream()
                                .map(cell -> row(cell, one.metric().name())))
                        .toList(),
                view.curves(),
                view.pictures().stream().map(PageData::picture).toList(),
                view.failures(),
                view.maps().stream()
                        .map(map -> new Axes(
                                map.one().workload().name(),
                                map.x().name(),
                                map.y().name()))
                        .toList(),
                view.groups().stream()
                        .map(group -> new Compared(
                                group.factor(),
                                group.one().workload().name(),
                                group.cells().stream().map(Cell::id).toList()))
                        .toList(),
                Versus.of(view.against()),
                health,
                view.run().search().valueStream().map(Tuning::of).toList(),
                view.run().environment(),
                problems,
                view.run().studyText());
    }

    private static Work work(Case one, ReportView view) {
        return new Work(
                one.workload().name(),
                one.workload().description(),
                one.metric().name(),
                one.metric().words(),
                one.metric().higherIsBetter(),
                one.metric().bound(),
                one.workload().target() != null,
                one.settings().stream().map(Setting::label).toList(),
                one.settings().stream()
                        .map(setting -> setting.besides(one.settings().get(one.baseline())))
                        .toList(),
                one.baseline(),
                one.workload().budgetSteps(),
                view.analysis().getOrDefault(one.workload().name(), List.of()),
                view.shown().getOrDefault(one.workload().name(), List.of()).stream()
                        .map(picture -> picture.trial().id())
                        .toList(),
                one.workload().probes());
    }

    private static Row row(Cell cell, String metric) {
        return new Row(
                cell.id(),
                cell.workload(),
                cell.method(),
                cell.label(),
                cell.expression(),
                cell.optimizer(),
                cell.family(),
                cell.inputs(),
                cell.hyperparameters(),
                cell.chosen(),
                cell.setting(),
                cell.standard(),
                cell.outcome(),
                cell.count(Status.DIVERGED),
                cell.trials().stream().filter(trial -> !trial.counts()).count(),
                cell.trials().stream()
                        .map(trial -> new Object[] {
                            trial.seed(), trial.metric(metric), trial.status().word(), trial.reachedTarget(), trial.id()
                        })
                        .toList());
    }

    private static Picture picture(RunPicture picture) {
        Trial trial = picture.trial();
        LayerMap map = picture.layers();
        return new Picture(
                trial.id(),
                picture.cell(),
                trial.seed(),
                trial.status().word(),
                trial.reachedTarget(),
                picture.why(),
                map.layers(),
                map.step(),
                map.low(),
                map.high(),
                Base64.getEncoder().encodeToString(map.codes()),
                picture.control());
    }
}
