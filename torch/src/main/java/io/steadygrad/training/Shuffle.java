package io.steadygrad.training;

import java.util.Locale;

/** When the rows of the training part change places. */
public enum Shuffle {
    /** Before every epoch. */
    EACH_EPOCH,
    /** Before the first epoch; every epoch then has the same batches. */
    ONCE,
    /** Not at all: the order of the data. */
    NEVER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
