package io.steadygrad.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps trials, leases and results. Several threads and several processes may use one store at the same time: a lease
 * is granted to one owner only, and a result that was acknowledged survives a crash. Thread-safe.
 *
 * <p>Every method throws {@link StoreException} when the store cannot be read or written.
 */
public interface Store extends AutoCloseable {

    /** Makes trials known, by id and content; those already there keep their state and result. */
    void add(Map<String, String> contents);

    /** Sets trials that stopped or failed back to waiting. */
    void reopen(Collection<String> ids);

    /**
     * Tries to take a trial: it must wait, or this store has seen for {@code time} that nobody renewed its lease, or the owner has it
     * already (it may not have heard so, if the connection broke). To see that, somebody must try again; no clock of the day counts.
     *
     * @param time that others must see it not renewed before they may take it
     * @return whether the owner has it now
     */
    boolean lease(String id, String owner, Duration time);

    /** Lets all leases of an owner end so long from now. */
    void renew(String owner, Duration time);

    /**
     * Ends a trial. The commit is synchronous: when this returns, the result is on the disk.
     *
     * @return false when the lease was lost in the meantime; then nothing is written
     */
    boolean finish(String id, String owner, TrialState state, String result);

    /** Gives back every lease whose owner is dead, however long it would still run. */
    void recover(Predicate<String> dead);

    /** The given trials that the store knows, by id. */
    Map<String, StoredTrial> trials(Collection<String> ids);

    /** All trials, also those of earlier versions of the study. */
    List<StoredTrial> trials();

    /** Notes that a run began: what was run, and where. */
    void began(String owner, String study, String environment);

    /** Where the run that began last ran, as {@link #began} was told. */
    Optional<String> environment();

    /** Keeps the result of a probe, in place of an earlier one. */
    void keepProbe(String id, String content, String result);

    /** Results of all probes, by id. */
    Map<String, String> probes();

    @Override
    void close();
}
