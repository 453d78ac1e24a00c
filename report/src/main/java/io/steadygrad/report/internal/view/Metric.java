package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Target;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.run.Workload;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The final metric by which a workload is judged: its target's, or without one the loss on test data, as in {@code
 * summary.json}; where there is none, the first that its trials have.
 *
 * @param bound of the target; null without target
 */
public record Metric(
        String name, boolean higherIsBetter, @Nullable Double bound) {

    private static final List<String> PREFERRED =
            List.of("test_loss", "test_accuracy", "test_r2", "train_loss", "train_accuracy", "train_r2");

    static Metric of(Workload workload, List<Trial> trials) {
        Target target = workload.target();
        if (target != null) {
            return new Metric(
                    target.metric(),
                    target.atMost() == null,
                    Double.isNaN(target.bound()) ? null : (Double) target.bound());
        }
        for (String name : PREFERRED) {
            if (trials.stream().anyMatch(trial -> trial.metrics().containsKey(name))) {
                return new Metric(name, !name.endsWith("loss"), null);
            }
        }
        String name = trials.stream()
                .flatMap(trial -> trial.metrics().keySet().stream())
                .findFirst()
                .orElse("test_loss");
        String lower = name.toLowerCase(Locale.ROOT);
        return new Metric(name, !lower.contains("loss") && !lower.contains("error"), null);
    }

    static Metric named(String name, @Nullable Double bound) {
        return new Metric(name, !name.endsWith("loss"), bound);
    }

    /** What a run that diverged counts as: worse than anything. */
    double worst() {
        return higherIsBetter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** For people: {@code test accuracy}. */
    public String words() {
        return name.replace('_', ' ').replace("r2", "R\u00b2");
    }
}
