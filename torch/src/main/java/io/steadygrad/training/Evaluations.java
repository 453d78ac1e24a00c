package io.steadygrad.training;

/**
 * How often a run is measured. Beside these points it is always measured after the last step.
 *
 * @param most evaluations of one run at the ends of epochs; where there are more epochs, every n-th is measured
 * @param atStart whether to measure before the first step too
 * @param trainRows most rows of the training part to measure (the first ones); the other parts are measured whole
 */
public record Evaluations(int most, boolean atStart, long trainRows) {
    /** At most 200 and at the start, on all rows. */
    public static final Evaluations DEFAULT = new Evaluations(200, true, Long.MAX_VALUE);

    /**
     * As many as {@link #DEFAULT}, but no more than keep the measuring cheaper than the training: a row measured costs about a
     * third of a row trained on.
     *
     * @param trainedRows rows that the whole run trains on, counted as often as they come
     * @param measuredRows rows of one evaluation, all parts together
     */
    public static Evaluations affordable(long trainedRows, long measuredRows) {
        long affordable = 3 * trainedRows / Math.max(1, 2 * measuredRows);
        return new Evaluations((int) Math.min(DEFAULT.most(), affordable), affordable > 2, DEFAULT.trainRows());
    }

    /** Only after the last step. */
    public static final Evaluations LAST_ONLY = new Evaluations(0, false, Long.MAX_VALUE);

    public Evaluations {
        if (most < 0 || trainRows < 1) {
            throw new IllegalArgumentException(
                    "Evaluations must be 0 or more on at least 1 row, not " + most + " on " + trainRows);
        }
    }

    /** Every how many epochs to measure; a number no run reaches for never. */
    long interval(long epochs) {
        return most == 0 ? Long.MAX_VALUE : Math.max(1, (epochs + most - 1) / most);
    }
}
