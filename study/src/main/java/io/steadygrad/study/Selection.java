package io.steadygrad.study;

import io.steadygrad.spec.Default;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which cells of a study are meant; what is left out means all.
 *
 * @param optimizer a name ({@code adam}) or a whole expression ({@code adam(lr=0.001)})
 * @param at values of grid axes: {@code {optimizer.lr: 0.01}}
 * @param preprocess the inputs as they stand in reports: {@code standardize}, {@code none}
 * @param block the name of a block
 */
public record Selection(
        @Default("[]") List<String> workload,
        @Default("[]") List<String> method,
        @Default("[]") List<String> optimizer,
        @Default("{}") Map<String, String> at,
        @Default("") @Nullable String preprocess,
        @Default("") @Nullable String block) {

    boolean includes(Cell cell) {
        return (workload.isEmpty() || workload.contains(cell.workload()))
                && (method.isEmpty() || method.contains(cell.method()))
                && (optimizer.isEmpty() || optimizer.stream().anyMatch(wanted -> isOptimizer(wanted, cell)))
                && (preprocess == null
                        || preprocess.isEmpty()
                        || preprocess.equals(cell.variant().inputs()))
                && (block == null || block.isEmpty() || cell.blocks().contains(block))
                && at.entrySet().stream()
                        .allMatch(entry ->
                                isAt(entry.getValue(), cell.hyperparameters().get(entry.getKey())));
    }

    private static boolean isOptimizer(String wanted, Cell cell) {
        String written = wanted.replace(" ", "");
        return written.equals(cell.optimizer().replace(" ", ""))
                || written.equals(cell.resolvedOptimizer().replace(" ", ""))
                || written.equals(cell.optimizer().replaceAll("\\(.*", ""));
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
        String text = String.join("/", workload)
                + (method.isEmpty() ? "" : (workload.isEmpty() ? "" : ", ") + String.join("/", method))
                + (optimizer.isEmpty() ? "" : ", " + String.join("/", optimizer));
        StringBuilder whole = new StringBuilder(text.isEmpty() ? "all" : text);
        at.forEach((axis, value) -> whole.append(", ").append(axis).append('=').append(value));
        if (preprocess != null && !preprocess.isEmpty()) {
            whole.append(", ").append(preprocess);
        }
        return whole.toString();
    }
}
