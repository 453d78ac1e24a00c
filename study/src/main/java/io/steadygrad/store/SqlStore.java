package io.steadygrad.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** What the databases have in common: the tables, and nearly all that is said to them. Times are milliseconds since 1970. */
abstract class SqlStore implements Store {
    static final int VERSION = 1;
    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS format (version INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS trial (
              id TEXT PRIMARY KEY, content TEXT NOT NULL, state TEXT NOT NULL, owner TEXT, lease_until BIGINT,
              result TEXT, attempts INTEGER NOT NULL DEFAULT 0, ended BIGINT);
            CREATE TABLE IF NOT EXISTS run (
              owner TEXT PRIMARY KEY, began BIGINT NOT NULL, study TEXT NOT NULL, environment TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS probe (id TEXT PRIMARY KEY, content TEXT NOT NULL, result TEXT NOT NULL);
            INSERT INTO format SELECT %d WHERE NOT EXISTS (SELECT 1 FROM format);
            """;
    private static final RowMapper<StoredTrial> TRIAL = (row, context) -> new StoredTrial(
            row.getString("id"),
            row.getString("content"),
            TrialState.of(row.getString("state")),
            row.getString("owner"),
            row.getObject("lease_until") == null ? null : Instant.ofEpochMilli(row.getLong("lease_until")),
            row.getString("result"));

    /** The database's clock as an SQL expression: one clock for all who use it. */
    private final String now;

    /** Leases of others, as they were met by {@link #lease}. */
    private final Map<String, Held> others = new HashMap<>();

    /**
     * Whether a lease is still renewed is seen, and timed by a clock that nobody sets: the hosts' and the database's clocks of the day may
     * jump, forwards or back, and a machine may sleep.
     *
     * @param until what each renewal changes
     */
    private record Held(String owner, long until, long sinceNanos) {
        boolean isStill(Held now) {
            return owner.equals(now.owner) && until == now.until;
        }
    }

    SqlStore(String now) {
        this.now = now;
    }

    /** Does something with the connection, and says in words what went wrong. */
    abstract <T> T call(Function<Handle, T> action);

    /** Makes the tables where they are missing. */
    static void create(Handle handle, String name) {
        handle.createScript(TABLES.formatted(VERSION)).execute();
        int version = handle.createQuery("SELECT version FROM format")
                .mapTo(int.class)
                .one();
        if (version > VERSION) {
            throw new StoreException(name + " was written by a later SteadyGrad (store format " + version
                    + ", this one knows " + VERSION + "); use that one, or another store");
        }
    }

    @Override
    public synchronized void add(Map<String, String> contents) {
        call(handle -> handle.inTransaction(transaction -> {
            try (var batch = transaction.prepareBatch(
                    "INSERT INTO trial (id, content, state) VALUES (:id, :content, 'waiting') ON CONFLICT DO NOTHING")) {
                // In one order everywhere, so that two who add the same trials cannot wait for each other.
                contents.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(trial -> batch.bind("id", trial.getKey())
                                .bind("content", trial.getValue())
                                .add());
                return batch.execute();
            }
        }));
    }

    @Override
    public synchronized void reopen(Collection<String> ids) {
        call(handle -> handle.inTransaction(transaction -> {
            try (var batch = transaction.prepareBatch(
                    "UPDATE trial SET state = 'waiting' WHERE id = :id AND state IN ('stopped', 'failed')")) {
                ids.stream().sorted().forEach(id -> batch.bind("id", id).add());
                return batch.execute();
            }
        }));
    }

    @Override
    public synchronized boolean lease(String id, String owner, Duration time) {
        Held seen = others.get(id);
        Held over = seen != null && System.nanoTime() - seen.sinceNanos > time.toNanos() ? seen : null;
        boolean granted = call(handle -> handle.createUpdate("""
                        UPDATE trial SET state = 'running', owner = :owner, lease_until = %s + :time, attempts = attempts + 1
                        WHERE id = :id AND (state = 'waiting' OR (state = 'running'
                          AND (owner = :owner OR (owner = :other AND lease_until = :until))))""".formatted(now))
                        .bind("id", id)
                        .bind("owner", owner)
                        .bind("time", time.toMillis())
                        .bind("other", over == null ? null : over.owner)
                        .bind("until", over == null ? null : over.until)
                        .execute()
                == 1);
        if (granted) {
            others.remove(id);
        } else {
            look(id);
        }
        return granted;
    }

    /** Notes which lease keeps the trial from being had, and since when. */
    private void look(String id) {
        call(handle -> handle.createQuery("SELECT owner, lease_until FROM trial WHERE id = ? AND state = 'running'")
                        .bind(0, id)
                        .map((row, context) ->
                                new Held(row.getString("owner"), row.getLong("lease_until"), System.nanoTime()))
                        .findOne())
                .ifPresentOrElse(
                        held -> others.merge(id, held, (before, after) -> before.isStill(after) ? before : after),
                        () -> others.remove(id));
    }

    @Override
    public synchronized void renew(String owner, Duration time) {
        call(handle -> handle.execute(
                "UPDATE trial SET lease_until = " + now + " + ? WHERE owner = ? AND state = 'running'",
                time.toMillis(),
                owner));
    }

    @Override
    public synchronized boolean finish(String id, String owner, TrialState state, String result) {
        return call(handle -> handle.execute(
                        "UPDATE trial SET state = ?, result = ?, owner = NULL, lease_until = NULL, ended = " + now
                                + " WHERE id = ? AND owner = ? AND state = 'running'",
                        state.text(),
                        result,
                        id,
                        owner)
                == 1);
    }

    @Override
    public synchronized void recover(Predicate<String> dead) {
        call(handle -> {
            List<String> owners = handle.createQuery("SELECT DISTINCT owner FROM trial WHERE state = 'running'")
                    .mapTo(String.class)
                    .list();
            int freed = 0;
            for (String owner : owners) {
                if (dead.test(owner)) {
                    freed += handle.execute("""
                            UPDATE trial SET state = 'waiting', owner = NULL, lease_until = NULL
                            WHERE owner = ? AND state = 'running'""", owner);
                }
            }
            return freed;
        });
    }

    @Override
    public synchronized Map<String, StoredTrial> trials(Collection<String> ids) {
        Map<String, StoredTrial> wanted = new HashMap<>();
        if (ids.size() == 1) { // what a worker asks for, many times
            String id = ids.iterator().next();
            call(handle -> handle.createQuery("SELECT * FROM trial WHERE id = ?")
                            .bind(0, id)
                            .map(TRIAL)
                            .findOne())
                    .ifPresent(trial -> wanted.put(id, trial));
            return wanted;
        }
        Set<String> set = Set.copyOf(ids);
        for (StoredTrial trial : trials()) {
            if (set.contains(trial.id())) {
                wanted.put(trial.id(), trial);
            }
        }
        return wanted;
    }

    @Override
    public synchronized List<StoredTrial> trials() {
        return call(handle ->
                handle.createQuery("SELECT * FROM trial ORDER BY id").map(TRIAL).list());
    }

    @Override
    public synchronized void began(String owner, String study, String environment) {
        call(handle -> handle.execute(
                "INSERT INTO run (owner, began, study, environment) VALUES (?, " + now + ", ?, ?)",
                owner,
                study,
                environment));
    }

    @Override
    public synchronized Optional<String> environment() {
        return call(handle -> handle.createQuery("SELECT environment FROM run ORDER BY began DESC LIMIT 1")
                .mapTo(String.class)
                .findFirst());
    }

    @Override
    public synchronized void keepProbe(String id, String content, String result) {
        call(handle -> handle.execute("""
                INSERT INTO probe (id, content, result) VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET content = excluded.content, result = excluded.result""", id, content, result));
    }

    @Override
    public synchronized Map<String, String> probes() {
        return call(handle -> {
            Map<String, String> probes = new HashMap<>();
            handle.createQuery("SELECT id, result FROM probe")
                    .map((row, context) -> Map.entry(row.getString("id"), row.getString("result")))
                    .forEach(probe -> probes.put(probe.getKey(), probe.getValue()));
            return probes;
        });
    }
}
