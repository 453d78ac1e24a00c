package io.steadygrad.worker;

import io.steadygrad.ranks.GlooGroup;
import io.steadygrad.ranks.LostRankException;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.ranks.Rendezvous;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.study.TrialText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A rank of a run on another host: helps with one trial after the other, as rank 0 names them, until nobody has been at the meeting
 * point for as long as it has patience. Writes no results.
 */
public final class JoiningRank {
    /** Rank 0 needs a moment to notice that a group has broken up. */
    private static final long APART_MILLIS = 1_000;

    private final int rank;
    private final int size;
    private final Rendezvous.Hosts meeting;
    private final TrialText texts = new TrialText();

    /**
     * @param rank from 1
     * @param size number of ranks, rank 0 included
     */
    public JoiningRank(int rank, int size, Rendezvous.Hosts meeting) {
        if (rank < 1 || rank >= size) {
            throw new IllegalArgumentException(
                    "--rank is a number from 1 to the number of ranks less 1, since rank 0 is"
                            + " `steady run`; given: rank " + rank + " of " + size);
        }
        this.rank = rank;
        this.size = size;
        this.meeting = meeting;
    }

    /**
     * Helps until there is nobody to help any more.
     *
     * @param tell what happens, a line at a time
     * @return trials that were trained to their end
     */
    public int help(Consumer<String> tell) {
        int trained = 0;
        while (meeting.appears()) {
            try (ProcessGroup group = GlooGroup.join(rank, size, meeting, GlooGroup.PATIENCE)) {
                if (train(group, tell)) {
                    trained++;
                    awaitEnd(group);
                }
            } catch (LostRankException lost) {
                tell.accept(lost.getMessage() + "; waiting at " + meeting);
            }
            pause();
        }
        return trained;
    }

    private boolean train(ProcessGroup group, Consumer<String> tell) {
        String text = new String(group.fromFirst(new byte[0]), StandardCharsets.UTF_8);
        Trial trial = read(text, tell);
        if (firstUnable(group, trial == null) > 0 || trial == null) {
            return false;
        }
        tell.accept("trial " + trial.shortId() + " as rank " + rank + " of " + size);
        try {
            TrialOutcome outcome = new TrainingRunner(group).run(trial, Path.of(""), (step, loss) -> {}, () -> false);
            tell.accept("trial " + trial.shortId() + " " + outcome.status().text() + " after " + outcome.steps()
                    + " steps");
            return true;
        } catch (RuntimeException failure) {
            if (failure instanceof LostRankException lost) {
                throw lost;
            }
            tell.accept("trial " + trial.shortId() + " failed: " + failure.getMessage());
            return false;
        }
    }

    /** Rank 0 has files to write before it leaves; whoever joins before that finds the old meeting. */
    private static void awaitEnd(ProcessGroup group) {
        try {
            group.fromFirst(new byte[0]);
        } catch (LostRankException left) {
            // as it should
        }
    }

    private @Nullable Trial read(String text, Consumer<String> tell) {
        try {
            return texts.read(text);
        } catch (RuntimeException unreadable) {
            tell.accept("this rank cannot train what rank 0 asks for: " + unreadable.getMessage());
            return null;
        }
    }

    /** The first rank that says it cannot train a trial, or 0 where all can; rank 0 can. */
    static int firstUnable(ProcessGroup group, boolean unable) {
        double[] answers = new double[group.size()];
        answers[group.rank()] = unable ? 1 : 0;
        group.sum(answers);
        for (int each = 1; each < answers.length; each++) {
            if (answers[each] > 0) {
                return each;
            }
        }
        return 0;
    }

    private static void pause() {
        try {
            Thread.sleep(APART_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
