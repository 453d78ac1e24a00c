package io.steadygrad.study;

import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.preprocess.Preprocessors;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which cells of a study are meant; what is left out means all.
 *
 * @param optimizer a name ({@code adam}) or a whole expression ({@code adam(lr=0.001)})
 * @param at values of grid axes: {@code {optimizer.lr: 0.01}}
 * @param preprocess the steps of preprocessing one after the other, or {@code none}
 * @param block the name of a block
 */
public record Selection(
        @Default("[]") List<String> workload,
        @Default("[]") List<String> method,
        @Default("[]") List<String> optimizer,
        @Default("{}") Map<String, String> at,
        @Default("[]") List<String> preprocess,
        @Default("") @Nullable String block) {

    boolean includes(Cell cell) {
        return (workload.isEmpty() || workload.contains(cell.workload()))
                && (method.isEmpty() || method.contains(cell.method()))
                && (optimizer.isEmpty() || optimizer.stream().anyMatch(wanted -> isOptimizer(wanted, cell)))
                && (preprocess.isEmpty() || hasInputs(cell))
                && (block == null || block.isEmpty() || cell.blocks().contains(block))
                && at.entrySet().stream()
                        .allMatch(entry ->
                                isAt(entry.getValue(), cell.hyperparameters().get(entry.getKey())));
    }

    private boolean hasInputs(Cell cell) {
        List<String> steps = preprocess.stream()
                .flatMap(step -> Arrays.stream(step.split("\\+(?=[a-z])")))
                .filter(step -> !step.equals("none"))
                .map(Selection::resolved)
                .toList();
        return steps.equals(
                cell.variant().preprocessing().stream().map(Selection::resolved).toList());
    }

    private static String resolved(String step) {
        try {
            return Preprocessors.resolved(step);
        } catch (IllegalArgumentException e) {
            return step;
        }
    }

    private static boolean isOptimizer(String wanted, Cell cell) {
        String written = wanted.replace(" ", "");
        return written.equals(cell.optimizer().replace(" ", ""))
                || written.equals(cell.family().replace(" ", ""))
                || written.equals(cell.resolvedOptimizer().replace(" ", ""))
                || written.equals(cell.optimizer().replaceAll("\\(.*", ""))
                || (written.contains("(") && resolvedOptimizer(wanted).equals(cell.resolvedOptimizer()));
    }

    private static String resolvedOptimizer(String wanted) {
        try {
            return OptimizerExpression.parse(wanted).resolved();
        } catch (IllegalArgumentException e) {
            return wanted;
        }
    }

    private static boolean isAt(String wanted, @Nullable Object value) {
        if (value instanceof Number number) {
            try {
                return Double.parseDouble(wanted) == number.doubleValue();
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return value != null && value.toString().equals(wanted);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        for (List<String> names : List.of(workload, method, optimizer)) {
            if (!names.isEmpty()) {
                parts.add(String.join("/", names));
            }
        }
        at.forEach((axis, value) -> parts.add(axis + "=" + value));
        if (!preprocess.isEmpty()) {
            parts.add(String.join("+", preprocess));
        }
        return parts.isEmpty() ? "all" : String.join(", ", parts);
    }
}
