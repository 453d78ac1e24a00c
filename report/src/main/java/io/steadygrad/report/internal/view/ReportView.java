package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Run;
import java.util.List;
import java.util.Map;

/**
 * Everything that the page and the figures show.
 *
 * @param summary the run in a few sentences
 * @param curves by cell id, then by quantity: {@code loss}, and metrics recorded during training
 * @param shown by workload the one or two runs to show first
 * @param maps of the workloads that have a grid
 * @param analysis paragraphs by workload
 */
public record ReportView(
        Run run,
        List<Case> cases,
        List<String> summary,
        Map<Integer, Map<String, Curve>> curves,
        List<RunPicture> pictures,
        List<Failure> failures,
        Map<String, List<RunPicture>> shown,
        List<FactorMap> maps,
        List<Grouping> groups,
        Against against,
        Map<String, List<String>> analysis) {}
