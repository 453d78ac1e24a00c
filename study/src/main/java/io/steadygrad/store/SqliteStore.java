package io.steadygrad.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * A store in one SQLite file with a write-ahead log. One connection serves all threads of the process; other
 * processes wait for each other's writes, at most 30 seconds. A commit that ends a trial is flushed to the disk, the others are not:
 * after a power cut a lease may be forgotten, a result never.
 */
public final class SqliteStore implements Store {
    private static final int VERSION = 1;
    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS format (version INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS trial (
              id TEXT PRIMARY KEY, content TEXT NOT NULL, state TEXT NOT NULL, owner TEXT, lease_until INTEGER,
              result TEXT, attempts INTEGER NOT NULL DEFAULT 0, ended INTEGER) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS run (
              owner TEXT PRIMARY KEY, began INTEGER NOT NULL, study TEXT NOT NULL, environment TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS probe (
              id TEXT PRIMARY KEY, content TEXT NOT NULL, result TEXT NOT NULL) WITHOUT ROWID;
            INSERT INTO format SELECT %d WHERE NOT EXISTS (SELECT 1 FROM format);
            """;
    private static final RowMapper<StoredTrial> TRIAL = (row, context) -> new StoredTrial(
            row.getString("id"),
            row.getString("content"),
            TrialState.of(row.getString("state")),
            row.getString("owner"),
            row.getObject("lease_until") == null ? null : Instant.ofEpochMilli(row.getLong("lease_until")),
            row.getString("result"));

    private final Path file;
    private final Handle handle;

    private SqliteStore(Path file, Handle handle) {
        this.file = file;
        this.handle = handle;
    }

    /**
     * Opens the store, made when absent; its directory too.
     *
     * @throws IllegalArgumentException when the user may not write there
     * @throws StoreException when the file is no store, or of a later version
     */
    public static SqliteStore open(Path file) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        try {
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(noPermission(directory), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Cannot make the directory " + directory + " (" + reason(e) + "); choose another one", e);
        }
        if (directory != null && !Files.isWritable(directory)) {
            throw new IllegalArgumentException(noPermission(directory));
        }
        return translate(file, () -> {
            Handle handle = Jdbi.create("jdbc:sqlite:" + file).open();
            try {
                handle.execute("PRAGMA busy_timeout = 30000");
                handle.execute("PRAGMA journal_mode = WAL");
                handle.execute("PRAGMA synchronous = NORMAL");
                handle.createScript(TABLES.formatted(VERSION)).execute();
                int version = handle.createQuery("SELECT version FROM format")
                        .mapTo(int.class)
                        .one();
                if (version > VERSION) {
                    throw new StoreException(file + " was written by a later SteadyGrad (store format " + version
                            + ", this one knows " + VERSION + "); use that one, or another directory");
                }
                return new SqliteStore(file, handle);
            } catch (RuntimeException e) {
                handle.close();
                throw e;
            }
        });
    }

    private static String noPermission(@Nullable Path directory) {
        return "No permission to write in " + directory + "; choose another directory, or change its permissions";
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replaceAll("Exception$", "") + ": " + e.getMessage();
    }

    @Override
    public synchronized void add(Map<String, String> contents) {
        run(() -> handle.useTransaction(transaction -> {
            try (var batch = transaction.prepareBatch(
                    "INSERT OR IGNORE INTO trial (id, content, state) VALUES (:id, :content, 'waiting')")) {
                contents.forEach((id, content) ->
                        batch.bind("id", id).bind("content", content).add());
                batch.execute();
            }
        }));
    }

    @Override
    public synchronized void reopen(Collection<String> ids) {
        run(() -> handle.useTransaction(transaction -> {
            try (var batch = transaction.prepareBatch(
                    "UPDATE trial SET state = 'waiting' WHERE id = :id AND state IN ('stopped', 'failed')")) {
                ids.forEach(id -> batch.bind("id", id).add());
                batch.execute();
            }
        }));
    }

    @Override
    public synchronized boolean lease(String id, String owner, Instant now, Instant until) {
        return call(() -> handle.execute("""
                        UPDATE trial SET state = 'running', owner = ?, lease_until = ?, attempts = attempts + 1
                        WHERE id = ? AND (state = 'waiting' OR (state = 'running' AND lease_until < ?))""", owner, until.toEpochMilli(), id, now.toEpochMilli()) == 1);
    }

    @Override
    public synchronized void renew(String owner, Instant until) {
        run(() -> handle.execute(
                "UPDATE trial SET lease_until = ? WHERE owner = ? AND state = 'running'", until.toEpochMilli(), owner));
    }

    @Override
    public synchronized boolean finish(String id, String owner, TrialState state, String result) {
        return call(() -> {
            handle.execute("PRAGMA synchronous = FULL");
            try {
                return handle.execute("""
                                UPDATE trial SET state = ?, result = ?, owner = NULL, lease_until = NULL, ended = ?
                                WHERE id = ? AND owner = ? AND state = 'running'""", state.text(), result, System.currentTimeMillis(), id, owner) == 1;
            } finally {
                handle.execute("PRAGMA synchronous = NORMAL");
            }
        });
    }

    @Override
    public synchronized void recover(Predicate<String> dead) {
        run(() -> {
            List<String> owners = handle.createQuery("SELECT DISTINCT owner FROM trial WHERE state = 'running'")
                    .mapTo(String.class)
                    .list();
            for (String owner : owners) {
                if (dead.test(owner)) {
                    handle.execute("""
                            UPDATE trial SET state = 'waiting', owner = NULL, lease_until = NULL
                            WHERE owner = ? AND state = 'running'""", owner);
                }
            }
        });
    }

    @Override
    public synchronized Map<String, StoredTrial> trials(Collection<String> ids) {
        Map<String, StoredTrial> wanted = new HashMap<>();
        java.util.Set<String> set = java.util.Set.copyOf(ids);
        for (StoredTrial trial : trials()) {
            if (set.contains(trial.id())) {
                wanted.put(trial.id(), trial);
            }
        }
        return wanted;
    }

    @Override
    public synchronized List<StoredTrial> trials() {
        return call(() ->
                handle.createQuery("SELECT * FROM trial ORDER BY id").map(TRIAL).list());
    }

    @Override
    public synchronized void began(String owner, Instant now, String study, String environment) {
        run(() -> handle.execute(
                "INSERT INTO run (owner, began, study, environment) VALUES (?, ?, ?, ?)",
                owner,
                now.toEpochMilli(),
                study,
                environment));
    }

    @Override
    public synchronized Optional<String> environment() {
        return call(() -> handle.createQuery("SELECT environment FROM run ORDER BY began DESC LIMIT 1")
                .mapTo(String.class)
                .findFirst());
    }

    @Override
    public synchronized void keepProbe(String id, String content, String result) {
        run(() -> handle.execute(
                "INSERT OR REPLACE INTO probe (id, content, result) VALUES (?, ?, ?)", id, content, result));
    }

    @Override
    public synchronized Map<String, String> probes() {
        return call(() -> {
            Map<String, String> probes = new HashMap<>();
            handle.createQuery("SELECT id, result FROM probe")
                    .map((row, context) -> Map.entry(row.getString("id"), row.getString("result")))
                    .forEach(probe -> probes.put(probe.getKey(), probe.getValue()));
            return probes;
        });
    }

    /** For tests: the file may not grow beyond this many pages, as on a disk that is full. */
    synchronized void limitPages(int pages) {
        run(() -> handle.createQuery("PRAGMA max_page_count = " + pages)
                .mapTo(int.class)
                .one());
    }

    @Override
    public synchronized void close() {
        handle.close();
    }

    private void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    private <T> T call(Supplier<T> action) {
        return translate(file, action);
    }

    private static <T> T translate(Path file, Supplier<T> action) {
        try {
            return action.get();
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StoreException(explain(file, e), e);
        }
    }

    private static String explain(Path file, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                String code = sqlite.getResultCode().name();
                if (code.startsWith("SQLITE_FULL")) {
                    return "The disk is full: cannot write " + file
                            + ". Everything finished so far is kept; free some space and run the same command again";
                }
                if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
                    return file + " has been locked by another program for 30 seconds; close it and run again";
                }
                if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN")) {
                    return "No permission to write " + file + "; choose another directory, or change its permissions";
                }
                if (code.startsWith("SQLITE_NOTADB") || code.startsWith("SQLITE_CORRUPT")) {
                    return file + " is not a SteadyGrad store, or it is damaged; move it away and run again";
                }
                if (code.startsWith("SQLITE_IOERR")) {
                    return "The disk refuses to read or write " + file + " (" + code + "); is it full, or gone?";
                }
            }
        }
        return "The store " + file + " failed: " + e.getMessage();
    }
}
