package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which two runs of a workload are shown beside each other first: the uncontrolled one, and the best that control achieved. */
final class SideBySide {

    private SideBySide() {}

    /** Two pictures, or fewer when there are not as many; median runs of baseline cells. */
    static List<RunPicture> of(Case one, List<RunPicture> pictures) {
        Map<Integer, RunPicture> medians = new HashMap<>();
        for (RunPicture picture : pictures) {
            if (picture.why().equals(RunPicture.MEDIAN)) {
                medians.put(picture.cell(), picture);
            }
        }
        List<Cell> cells = new ArrayList<>(one.baselineCells());
        cells.removeIf(cell -> !medians.containsKey(cell.id()));
        if (cells.isEmpty()) {
            return pictures.stream()
                    .filter(picture -> one.cells().stream().anyMatch(cell -> cell.id() == picture.cell()))
                    .limit(1)
                    .toList();
        }
        List<RunPicture> chosen = new ArrayList<>();
        Cell plain = CaseAnalysis.plain(cells);
        for (Cell cell : cells) {
            if (cell == plain) {
                chosen.add(medians.getOrDefault(cell.id(), pictures.get(0)));
            }
        }
        cells.stream()
                .filter(cell -> cell != plain)
                .max(Comparator.comparing((Cell cell) -> cell.outcome().engaged() > 0)
                        .thenComparing(cell -> cell.outcome().rate())
                        .thenComparing(cell -> -cell.count(Status.DIVERGED))
                        .thenComparing(
                                cell -> sign(one.metric()) * cell.outcome().median()))
                .map(cell -> medians.getOrDefault(cell.id(), pictures.get(0)))
                .ifPresent(chosen::add);
        return chosen;
    }

    private static int sign(Metric metric) {
        return metric.higherIsBetter() ? 1 : -1;
    }
}
