package io.steadygrad.training;

import java.util.Locale;

/** What a model is trained for; it decides which metrics beside the loss make sense. */
public enum Task {
    /** Targets are classes; {@code accuracy} is measured. */
    CLASSIFICATION,
    /** Targets are numbers (integers too); {@code r2} is measured. */
    REGRESSION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
