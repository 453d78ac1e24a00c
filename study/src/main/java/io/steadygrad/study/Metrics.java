package io.steadygrad.study;

import io.steadygrad.training.Task;
import java.util.ArrayList;
import java.util.List;

/** Names of what is measured of a trained model. */
final class Metrics {
    private Metrics() {}

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
