package io.steadygrad.report.internal.difference;

import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Case;
import io.steadygrad.report.internal.view.Cell;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Finds for each cell of one run its counterpart in the other: by trials of the same identity, else by the same configuration in
 * words, else the one cell of the same workload and method that is nearest to it. So a study whose learning rate was changed is
 * still compared, with the change named.
 */
final class CellPairs {

    private final List<Cell> left = new ArrayList<>();
    private final List<Cell> right = new ArrayList<>();
    private final List<CellPair> pairs = new ArrayList<>();

    private CellPairs() {}

    /** In the order of the first run. */
    static List<CellPair> of(List<Case> a, List<Case> b) {
        CellPairs all = new CellPairs();
        for (Case one : a) {
            b.stream()
                    .filter(other ->
                            other.workload().name().equals(one.workload().name()))
                    .forEach(other -> all.match(one, other));
        }
        return List.copyOf(all.pairs);
    }

    private void match(Case one, Case other) {
        left.clear();
        right.clear();
        left.addAll(one.cells());
        right.addAll(other.cells());
        List<CellPair> found = new ArrayList<>();
        take(one, found, CellPairs::shareATrial);
        take(one, found, (x, y) -> changes(x, y).isEmpty());
        takeNearest(one, found);
        found.stream()
                .sorted((x, y) ->
                        Integer.compare(one.cells().indexOf(x.a()), one.cells().indexOf(y.a())))
                .forEach(pairs::add);
    }

    private void take(Case one, List<CellPair> found, BiPredicate<Cell, Cell> belong) {
        for (Cell x : List.copyOf(left)) {
            right.stream()
                    .filter(y -> x.method().equals(y.method()) && belong.test(x, y))
                    .findFirst()
                    .ifPresent(y -> add(one, found, x, y, belong.test(x, y) && shareATrial(x, y)));
        }
    }

    private void takeNearest(Case one, List<CellPair> found) {
        for (Cell x : List.copyOf(left)) {
            List<Cell> candidates = nearest(x, right);
            if (candidates.size() == 1) {
                Cell y = candidates.get(0);
                if (nearest(y, left).equals(List.of(x))) {
                    add(one, found, x, y, false);
                }
            }
        }
    }

    private void add(Case one, List<CellPair> found, Cell x, Cell y, boolean same) {
        found.add(CellPair.of(x, y, one.metric(), same ? List.of() : changes(x, y)));
        left.remove(x);
        right.remove(y);
    }

    private static List<Cell> nearest(Cell cell, List<Cell> others) {
        List<Cell> sameMethod = others.stream()
                .filter(other -> other.method().equals(cell.method()))
                .toList();
        int fewest = sameMethod.stream()
                .mapToInt(other -> changes(cell, other).size())
                .min()
                .orElse(0);
        return sameMethod.stream()
                .filter(other -> changes(cell, other).size() == fewest)
                .toList();
    }

    private static boolean shareATrial(Cell x, Cell y) {
        Set<String> ids = new HashSet<>(x.trials().stream().map(Trial::id).toList());
        return y.trials().stream().map(Trial::id).anyMatch(ids::contains);
    }

    /** What is not the same about two configurations of a method, one entry each, in words. */
    static List<String> changes(Cell x, Cell y) {
        List<String> changes = new ArrayList<>();
        change(changes, "method", x.expression(), y.expression());
        change(changes, "optimizer", x.optimizer(), y.optimizer());
        change(changes, "inputs", x.inputs(), y.inputs());
        // What an expression that changed shows is told, and so is what only one of the two grids names.
        x.hyperparameters().forEach((name, value) -> {
            boolean told = (name.startsWith("optimizer.") && !x.optimizer().equals(y.optimizer()))
                    || (name.startsWith(x.method() + ".") && !x.expression().equals(y.expression()))
                    || (name.startsWith("preprocess") && !x.inputs().equals(y.inputs()));
            if (!told) {
                change(changes, name, value, y.hyperparameters().getOrDefault(name, value));
            }
        });
        return changes;
    }

    private static void change(List<String> changes, String what, String before, String after) {
        if (!Objects.equals(before, after)) {
            changes.add(what + " " + before + " \u2192 " + after);
        }
    }
}
