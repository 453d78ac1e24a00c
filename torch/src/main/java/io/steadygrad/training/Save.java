package io.steadygrad.training;

import java.util.Locale;

/** Which weights a run hands back. */
public enum Save {
    NONE,
    /** Those after the last step; none where the run diverged. */
    FINAL,
    /** Those of the evaluation with the least loss on the validation part (the training part where there is none). */
    BEST;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
