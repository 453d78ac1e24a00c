package io.steadygrad.study;

import org.jspecify.annotations.Nullable;

/** What an expectation says about each run, or about the runs together. */
public sealed interface Check {

    /** In words, after "did": {@code reach the target}. */
    String words();

    /** The final metric meets the workload's target. */
    record ReachesTarget() implements Check {
        @Override
        public String words() {
            return "reached the target";
        }
    }

    /** The final metric misses it, or there is none. */
    record MissesTarget() implements Check {
        @Override
        public String words() {
            return "missed the target";
        }
    }

    record Diverges() implements Check {
        @Override
        public String words() {
            return "diverged";
        }
    }

    record NeverDiverges() implements Check {
        @Override
        public String words() {
            return "did not diverge";
        }
    }

    /**
     * The training loss never rises between two steps (by more than a millionth of itself, which rounding may do).
     *
     * @param from first step that counts
     * @param to last one
     */
    record LossMonotone(long from, long to) implements Check {
        public LossMonotone {
            if (from < 1 || to <= from) {
                throw new IllegalArgumentException(
                        "loss_monotone needs 1 <= from < to, found from " + from + ", to " + to);
            }
        }

        @Override
        public String words() {
            return "had a training loss that never rises from step " + from + " to " + to;
        }
    }

    /**
     * The training loss of a whole run is lowest at a step, or at most {@code within} steps away from it.
     */
    record LossLowestAt(long step, long within) implements Check {
        public LossLowestAt {
            if (step < 1 || within < 0) {
                throw new IllegalArgumentException(
                        "loss_lowest_at needs a step of at least 1, found " + step + " within " + within);
            }
        }

        @Override
        public String words() {
            return "had their lowest training loss at step " + step + (within > 0 ? " +- " + within : "");
        }
    }

    /** The target's metric is better than that of the other method with the same seed; a diverged run is worse than any other. */
    record BetterThan(String method) implements Check {
        @Override
        public String words() {
            return "did better than '" + method + "' with the same seed";
        }
    }

    /**
     * In each cell (runs that differ in their seed only) at least as large a share of runs reaches the target as in the
     * comparable cells of another method.
     */
    record SucceedsAsOftenAs(String method) implements Check {
        @Override
        public String words() {
            return "reached the target at least as often as '" + method + "'";
        }
    }

    /** At least as large a share of the runs reaches the target as of some other runs, all of them together. */
    record SucceedsAsOftenAsThose(Selection others) implements Check {
        @Override
        public String words() {
            return "reached the target at least as often as " + others;
        }
    }

    /** A quantity of each run lies in a range. */
    record InRange(
            Quantity quantity,
            @Nullable Double atLeast,
            @Nullable Double atMost) implements Check {
        @Override
        public String words() {
            return "had " + quantity.words() + (atLeast != null ? " >= " + atLeast : "")
                    + (atLeast != null && atMost != null ? " and" : "") + (atMost != null ? " <= " + atMost : "");
        }
    }

    /**
     * The mean, or the standard deviation, of a quantity over all runs lies close to a number: within a distance, or within
     * so many standard errors that the runs themselves give.
     *
     * @param moment of the runs' values
     * @param within the distance, or null
     * @param standardErrors the distance in standard errors, or null
     */
    record Close(
            Quantity quantity,
            Moment moment,
            double expected,
            @Nullable Double within,
            @Nullable Double standardErrors) implements Check {
        public Close {
            Double distance = within != null ? within : standardErrors;
            if (within != null && standardErrors != null) {
                throw new IllegalArgumentException("give either 'within' or 'standard_errors', not both");
            }
            if (!Double.isFinite(expected) || distance == null || !(distance >= 0)) {
                throw new IllegalArgumentException("'" + moment.key()
                        + "' must be a number, and its distance ('within' or 'standard_errors') at least 0, found "
                        + expected + " and " + distance);
            }
        }

        @Override
        public String words() {
            return "have a " + moment.words() + " " + quantity.words() + " of " + expected;
        }
    }
}
