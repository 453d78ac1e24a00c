package io.steadygrad.study;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param total trials of the study, each counted once
 * @param done trials with a result, earlier runs included
 * @param earlier of those, how many had their result before this run began
 * @param elapsed since this run began
 * @param timeLeft an estimate from the trials so far; absent before there is any measurement
 */
public record RunProgress(
        int total,
        int done,
        int earlier,
        int diverged,
        int failed,
        List<Running> running,
        Duration elapsed,
        Optional<Duration> timeLeft) {

    /**
     * A trial in training.
     *
     * @param step the last one that ended, from 1; 0 before
     * @param of steps of its budget
     * @param loss of that step; NaN when not finite or not known
     */
    public record Running(Trial trial, long step, long of, double loss) {}
}
