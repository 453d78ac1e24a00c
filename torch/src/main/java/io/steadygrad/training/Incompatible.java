package io.steadygrad.training;

/** What several losses check about outputs and targets, with one wording. */
final class Incompatible {
    private Incompatible() {}

    static void unless(boolean condition, String received, String advice) {
        if (!condition) {
            throw new IllegalArgumentException(received + ". " + advice);
        }
    }

    /** As many target numbers as output numbers in each row. */
    static TargetForm numbers(Loss loss, OutputLayer output, TargetLayout targets) {
        unless(
                output.size() == targets.size(),
                loss.name() + " compares number with number; the model has a " + output + ", the targets are "
                        + targets,
                "Give the model's output " + targets.size() + (targets.size() == 1 ? " unit." : " units."));
        return TargetForm.NUMBERS;
    }

    /** One row of units, at least as many as there are classes, for each class target. */
    static TargetForm classes(Loss loss, OutputLayer output, TargetLayout targets, TargetForm form) {
        unless(
                output.units() >= targets.classes() && output.size() / output.units() == targets.size(),
                loss.name() + " needs one unit per class; the model has a " + output + ", the targets are " + targets,
                "Give the model's output " + targets.classes() + " units.");
        return form;
    }

    /** For losses of numbers: classes are spread over units only where the task is to classify and there are several units. */
    static TargetForm numbersOrOneHot(Loss loss, OutputLayer output, TargetLayout targets) {
        return targets.task() == Task.CLASSIFICATION && targets.classes() > 0 && output.units() > 1
                ? classes(loss, output, targets, TargetForm.ONE_HOT)
                : numbers(loss, output, targets);
    }
}
