package io.steadygrad.training;

import java.util.ArrayList;
import java.util.List;

/**
 * Healthy states of a run in memory: the first one, the newest, and some in between whose distances grow with their age. A few where
 * the model is large.
 */
final class Snapshots {
    private static final long MEMORY = 512L << 20;
    private static final int MOST = 8;

    private final List<Checkpoint> kept = new ArrayList<>();

    /** @param checkpoint of a later step than all others */
    void add(Checkpoint checkpoint) {
        kept.add(checkpoint);
        int most = (int) Math.max(2, Math.min(MOST, MEMORY / Math.max(1, checkpoint.bytes())));
        while (kept.size() > most) {
            kept.remove(superfluous());
        }
    }

    /** The one whose neighbours lie closest together, for their age. */
    private int superfluous() {
        long now = newest().step();
        int worst = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i < kept.size() - 1; i++) {
            double gap = (double) (kept.get(i + 1).step() - kept.get(i - 1).step())
                    / (1 + now - kept.get(i).step());
            if (gap < least) {
                least = gap;
                worst = i;
            }
        }
        return worst;
    }

    Checkpoint first() {
        return kept.get(0);
    }

    Checkpoint newest() {
        return kept.get(kept.size() - 1);
    }

    /**
     * The newest one made before a step, the first where there is none.
     *
     * @param back how many more to go back
     */
    Checkpoint before(long step, int back) {
        int at = kept.size() - 1;
        while (at > 0 && kept.get(at).step() >= step) {
            at--;
        }
        return kept.get(Math.max(0, at - back));
    }

    /** Training took another way at this state: it replaces the one of its step and what came after. */
    void leave(Checkpoint start) {
        kept.removeIf(each -> each.step() >= start.step());
        kept.add(start);
    }

    List<Checkpoint> all() {
        return List.copyOf(kept);
    }
}
