package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which two runs of a workload are shown beside each other first: the uncontrolled method's median run, and the run of the same
 * seed under the control that achieved most. Same seed means same initial weights and same batches, so what differs between the
 * two pictures is what the control did.
 */
final class SideBySide {

    private SideBySide() {}

    /** Two trials, or fewer when there are not as many; of baseline cells, and with traces where there are any. */
    static List<Trial> trials(Case one) {
        List<Cell> cells = one.baselineCells().stream()
                .filter(cell -> cell.trials().stream().anyMatch(trial -> trial.trace() != null))
                .toList();
        Cell plain = CaseAnalysis.plain(cells);
        if (plain == null) {
            return List.of();
        }
        List<Trial> ranked = Representative.byCloseness(plain, one.metric());
        Cell controlled = best(one, cells, plain);
        if (controlled == null) {
            return ranked.subList(0, Math.min(1, ranked.size()));
        }
        Map<Long, Trial> bySeed = controlled.trials().stream()
                .filter(trial -> trial.trace() != null)
                .collect(Collectors.toMap(Trial::seed, Function.identity(), (first, again) -> first));
        for (Trial trial : ranked) {
            Trial same = bySeed.get(trial.seed());
            if (same != null && trial.trace() != null) {
                return List.of(trial, same);
            }
        }
        // No seed in common: then each cell's own median run.
        List<Trial> both = new ArrayList<>(ranked.subList(0, Math.min(1, ranked.size())));
        Representative.byCloseness(controlled, one.metric()).stream().limit(1).forEach(both::add);
        return both;
    }

    private static @Nullable Cell best(Case one, List<Cell> cells, Cell plain) {
        int sign = one.metric().higherIsBetter() ? 1 : -1;
        return cells.stream()
                .filter(cell -> cell != plain)
                .max(Comparator.comparing((Cell cell) -> cell.outcome().engaged() > 0)
                        .thenComparing(cell -> cell.outcome().rate())
                        .thenComparing(cell -> -cell.count(Status.DIVERGED))
                        .thenComparing(cell -> sign * cell.outcome().median()))
                .orElse(null);
    }

    /** Their pictures; the first picture of the workload where neither has one. */
    static List<RunPicture> of(Case one, List<RunPicture> pictures) {
        List<RunPicture> shown = new ArrayList<>();
        for (Trial trial : trials(one)) {
            pictures.stream()
                    .filter(picture -> picture.trial() == trial)
                    .findFirst()
                    .ifPresent(shown::add);
        }
        if (!shown.isEmpty()) {
            return shown;
        }
        return pictures.stream()
                .filter(picture -> one.cells().stream().anyMatch(cell -> cell.id() == picture.cell()))
                .limit(1)
                .toList();
    }
}
