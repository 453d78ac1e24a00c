package io.steadygrad.schedule;

/** What several schedules ask of their parameters. */
final class Check {
    private Check() {}

    static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1 step, not " + value);
        }
    }

    static void fraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is a fraction of the learning rate, from 0 to 1, not " + value);
        }
    }
}
