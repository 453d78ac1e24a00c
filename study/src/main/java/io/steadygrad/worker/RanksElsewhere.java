package io.steadygrad.worker;

import io.steadygrad.ranks.GlooGroup;
import io.steadygrad.ranks.LostRankException;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.ranks.Rendezvous;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** Ranks on other hosts, started there by hand: each of them is a {@link JoiningRank}. */
final class RanksElsewhere implements OtherRanks {
    private final String text;
    private final int size;
    private final Rendezvous.Hosts meeting;

    /** @param text the trial, as {@link io.steadygrad.study.TrialText} writes it */
    RanksElsewhere(String text, int size, Rendezvous.Hosts meeting) {
        this.text = text;
        this.size = size;
        this.meeting = meeting;
    }

    /** @throws IllegalArgumentException when one of them cannot train this trial */
    @Override
    public ProcessGroup join(BooleanSupplier stop) {
        ProcessGroup group = Joining.join(() -> GlooGroup.join(0, size, meeting, GlooGroup.PATIENCE), stop);
        group.fromFirst(text.getBytes(StandardCharsets.UTF_8));
        int unable = JoiningRank.firstUnable(group, false);
        if (unable > 0) {
            group.close();
            throw new IllegalArgumentException(
                    "rank " + unable + " of " + size + " cannot train this trial; it says why on its own host");
        }
        return group;
    }

    @Override
    public String why(LostRankException lost) {
        return lost.getMessage() + "; ranks that are gone are waited for at " + meeting;
    }

    @Override
    public void close() {
        // they wait for the next trial
    }
}
