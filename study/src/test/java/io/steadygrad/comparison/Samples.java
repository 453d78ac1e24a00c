package io.steadygrad.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Contenders with given results; seeds count from 0. */
final class Samples {
    static final Yardstick ACCURACY = new Yardstick("test_accuracy", true, true);
    static final Yardstick LOSS = new Yardstick("test_loss", false, false);
    static final double TARGET = 0.75;

    private Samples() {}

    static Setting on(String workload) {
        return new Setting(workload, "adam(lr=0.01)", List.of(), Map.of(), false);
    }

    static Contender accuracy(String workload, String method, double... values) {
        return of(on(workload), ACCURACY, method, values);
    }

    static Contender loss(String workload, String method, double... values) {
        return of(on(workload), LOSS, method, values);
    }

    /** NaN is a run that diverged; accuracies of 0.75 reach the target after 100 / accuracy steps. */
    static Contender of(Setting setting, Yardstick yardstick, String method, double... values) {
        List<Result> results = new ArrayList<>();
        for (int seed = 0; seed < values.length; seed++) {
            double value = values[seed];
            boolean reached = yardstick.hasTarget() && value >= TARGET;
            results.add(new Result(
                    seed, value, reached, Double.isNaN(value), reached ? 100 / value : Double.POSITIVE_INFINITY));
        }
        return new Contender(setting, yardstick, method, Map.of(), method, results);
    }
}
