package io.steadygrad.study;

import io.steadygrad.spec.Names;
import io.steadygrad.training.Task;
import java.util.ArrayList;
import java.util.List;

/** Names of what is measured of a trained model. */
final class Metrics {
    private Metrics() {}

    /** Whatever any workload may have. */
    static List<String> all() {
        List<String> names = new ArrayList<>(names(Task.CLASSIFICATION, true));
        names(Task.REGRESSION, true).stream()
                .filter(name -> !names.contains(name))
                .forEach(names::add);
        return names;
    }

    /** {@code a classification has no metric 'test_acuracy' (did you mean 'test_accuracy'?); it has ...}. */
    static String unknown(String metric, Task task, boolean validation) {
        List<String> valid = names(task, validation);
        boolean elsewhere = all().contains(metric);
        boolean otherTask = elsewhere && !names(task, true).contains(metric);
        return "a " + task + (elsewhere && !otherTask ? " without 'validation'" : "") + " has no metric '" + metric
                + "'"
                + (elsewhere ? "" : Names.suggestion(metric, valid)) + "; it has " + String.join(", ", valid)
                + (otherTask ? " (the loss decides the task; `task:` changes it)" : "");
    }

    /** {@code train_loss, train_accuracy, test_loss, test_accuracy}; r2 instead of accuracy for a regression. */
    static List<String> names(Task task, boolean validation) {
        String quality = task == Task.CLASSIFICATION ? "accuracy" : "r2";
        List<String> names = new ArrayList<>();
        for (String part : validation ? List.of("train", "validation", "test") : List.of("train", "test")) {
            names.add(part + "_loss");
            names.add(part + "_" + quality);
        }
        return names;
    }
}
