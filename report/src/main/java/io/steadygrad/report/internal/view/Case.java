package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Workload;
import java.util.List;

/**
 * One workload with everything that ran on it.
 *
 * @param settings in order of first appearance
 * @param baseline index of the setting under which most methods ran: the one a reader sees first
 * @param cells ordered by method as the study lists them
 */
public record Case(Workload workload, Metric metric, List<Setting> settings, int baseline, List<Cell> cells) {

    /** The cells of the baseline setting. */
    public List<Cell> baselineCells() {
        return cells.stream().filter(cell -> cell.setting() == baseline).toList();
    }
}
