package io.steadygrad.control;

/** Thrown when a guard gives a run up: too many rejected steps in a row, or the first one where none is tolerated. */
public final class RunFailedException extends RuntimeException {
    private final transient Report report;

    RunFailedException(Report report) {
        super(
                "Step " + report.step() + ": " + report.reason()
                        + ". The gradients were left as they came; look at the tensors named, lower the learning rate, or clip");
        this.report = report;
    }

    /** Of the step that ended the run. */
    public Report report() {
        return report;
    }
}
