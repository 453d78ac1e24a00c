package io.steadygrad.search;

import java.util.Comparator;

/**
 * How well a setting did, over all its tuning seeds. Less is better: first the number of runs that diverged, then the mean of
 * the others, then what breaks ties.
 *
 * @param diverged runs without a finite value; each is worse than any value
 * @param value mean over the other runs, signed so that less is better; NaN when there is none
 * @param tieBreak a second value, less is better; NaN for none
 * @param rate the learning rate where it is searched, else NaN: of equals the smaller one is the careful choice
 */
public record Score(int diverged, double value, double tieBreak, double rate) implements Comparable<Score> {
    private static final Comparator<Score> ORDER = Comparator.comparingInt(Score::diverged)
            .thenComparingDouble(Score::value)
            .thenComparingDouble(Score::tieBreak)
            .thenComparingDouble(Score::rate);

    @Override
    public int compareTo(Score other) {
        return ORDER.compare(this, other);
    }

    /** Whether only the tie-breakers tell the two apart. */
    public boolean ties(Score other) {
        return diverged == other.diverged && Double.compare(value, other.value) == 0;
    }
}
