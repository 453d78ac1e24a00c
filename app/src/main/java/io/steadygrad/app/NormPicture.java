package io.steadygrad.app;

import io.steadygrad.replay.ReplayedStep;
import io.steadygrad.spec.Numbers;
import java.util.ArrayList;
import java.util.List;

/**
 * A run's norms as bars over the steps, on a logarithmic scale, and below them where a method engages. Every column stands
 * for several steps and shows the largest norm of them.
 */
final class NormPicture {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private NormPicture() {}

    /** @return no lines where there is no norm above 0 to draw */
    static List<String> of(List<ReplayedStep> steps, int width) {
        int columns = Math.min(width, steps.size());
        double[] logs = new double[columns];
        char[] marks = new char[columns];
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < columns; c++) {
            List<ReplayedStep> part =
                    steps.subList((int) ((long) c * steps.size() / columns), (int) ((c + 1L) * steps.size() / columns));
            double norm = part.stream()
                    .mapToDouble(ReplayedStep::normBefore)
                    .filter(Double::isFinite)
                    .max()
                    .orElse(0);
            logs[c] = Math.log10(norm);
            if (norm > 0) {
                least = Math.min(least, logs[c]);
                most = Math.max(most, logs[c]);
            }
            boolean rejected = part.stream().anyMatch(step -> !step.accepted());
            long engaged = part.stream().filter(ReplayedStep::engaged).count();
            marks[c] = rejected ? '!' : engaged == part.size() ? '#' : engaged > 0 ? '+' : '.';
        }
        if (least > most) {
            return List.of();
        }
        StringBuilder bars = new StringBuilder();
        for (double log : logs) {
            int height = most > least ? (int) Math.round((log - least) / (most - least) * (BARS.length() - 1)) : 0;
            bars.append(Double.isFinite(log) ? BARS.charAt(height) : ' ');
        }
        List<String> lines = new ArrayList<>();
        lines.add("log10 of the norm before, from " + Numbers.format(least, 2) + " to " + Numbers.format(most, 2)
                + "; a column is "
                + (steps.size() == columns
                        ? "a step"
                        : "the largest of about " + Math.round((double) steps.size() / columns) + " steps"));
        lines.add("  " + bars);
        lines.add("  " + new String(marks));
        lines.add("  . left alone   + engaged at some steps   # at all   ! rejected at some");
        return lines;
    }
}
