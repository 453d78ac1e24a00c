package io.steadygrad.bench;

import java.time.Duration;

/**
 * How much time is given to measuring.
 *
 * @param warmUp a contender is warm when several windows of this length, one after the other, brought no gain
 * @param run calls too short for the clock are repeated until so much has passed
 * @param least rounds, whatever they take; 5 are what a median and quartiles need
 * @param most rounds
 * @param enough no round beyond {@code least} begins later than so long after the first
 */
public record Effort(Duration warmUp, Duration run, int least, int most, Duration enough) {
    public static final Effort FULL =
            new Effort(Duration.ofMillis(20), Duration.ofMillis(10), 5, 15, Duration.ofSeconds(3));
    public static final Effort QUICK =
            new Effort(Duration.ofMillis(20), Duration.ofMillis(1), 5, 5, Duration.ofSeconds(5));
}
