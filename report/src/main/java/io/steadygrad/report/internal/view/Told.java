package io.steadygrad.report.internal.view;

import io.steadygrad.comparison.LearningRates;
import io.steadygrad.comparison.PairComparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as a comparison tells it, and the cell that is meant.
 *
 * @param optimizer its kind, {@code adam}
 * @param inputs as cells tell them; null where a search chose them
 * @param hyperparameters values as text, those of the method included
 */
record Told(String method, String optimizer, @Nullable String inputs, Map<String, String> hyperparameters) {

    private static final String RATE = "optimizer.lr";

    static Told method(PairComparison pair) {
        return of(pair, pair.method(), pair.parameters());
    }

    static Told baseline(PairComparison pair) {
        return of(pair, pair.baseline(), pair.baselineParameters());
    }

    private static Told of(PairComparison pair, String method, Map<String, Object> parameters) {
        Map<String, Object> all = new LinkedHashMap<>(pair.hyperparameters());
        all.putAll(parameters);
        return told(method, pair.optimizer(), pair.preprocess(), all);
    }

    static Told atRate(LearningRates rates, double rate) {
        Map<String, Object> all = new LinkedHashMap<>(rates.hyperparameters());
        all.putAll(rates.parameters());
        all.put(RATE, rate);
        return told(rates.method(), rates.optimizer(), rates.preprocess(), all);
    }

    private static Told told(String method, String optimizer, List<String> preprocess, Map<String, Object> all) {
        Map<String, String> hyperparameters = new LinkedHashMap<>();
        all.forEach((name, value) -> hyperparameters.put(name, text(value)));
        boolean searched = hyperparameters.keySet().stream().anyMatch(name -> name.startsWith("preprocess"));
        hyperparameters.remove("preprocess");
        return new Told(
                method,
                optimizer,
                searched ? null : preprocess.isEmpty() ? "raw" : String.join(" + ", preprocess),
                hyperparameters);
    }

    /** As the summary's reader writes values. */
    static String text(Object value) {
        String text = String.valueOf(value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** The cell with these values; where several have them (other settings of the same kind of optimizer), the one with the same optimizer in words. */
    @Nullable
    Cell among(List<Cell> cells) {
        List<Cell> fitting = cells.stream().filter(this::fits).toList();
        return fitting.stream()
                .filter(cell -> cell.optimizer().equals(optimizer))
                .findFirst()
                .orElse(fitting.isEmpty() ? null : fitting.get(0));
    }

    private boolean fits(Cell cell) {
        return cell.method().equals(method)
                && kind(cell.optimizer()).equals(kind(optimizer))
                && (inputs == null || cell.inputs().isEmpty() || cell.inputs().equals(inputs))
                && same(cell.hyperparameters(), hyperparameters);
    }

    private static boolean same(Map<String, String> a, Map<String, String> b) {
        return a.keySet().equals(b.keySet())
                && a.entrySet().stream()
                        .allMatch(entry -> equal(entry.getValue(), String.valueOf(b.get(entry.getKey()))));
    }

    /** {@code 1e-3} is {@code 0.001}. */
    private static boolean equal(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        try {
            return Double.parseDouble(a) == Double.parseDouble(b);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String kind(String optimizer) {
        return optimizer.replaceFirst("\\(.*", "");
    }
}
