package io.steadygrad.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteException;

/**
 * A store in one SQLite file with a write-ahead log. One connection serves all threads of the process; other
 * processes wait for each other's writes: while the store is opened 30 seconds, later ten minutes. A commit that ends a trial is flushed to the disk, the others are not:
 * after a power cut a lease may be forgotten, a result never.
 */
public final class SqliteStore extends SqlStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path file;
    private final Handle handle;
    private final Duration patience;

    private SqliteStore(Path file, Handle handle, Duration patience) {
        super("CAST(unixepoch('subsec') * 1000 AS INTEGER)");
        this.file = file;
        this.handle = handle;
        this.patience = patience;
    }

    /**
     * Opens the store, made when absent; its directory too.
     *
     * @throws IllegalArgumentException when the user may not write there
     * @throws StoreException when the file is no store, or of a later version
     */
    public static SqliteStore open(Path file) {
        return open(file, 30_000, PATIENCE);
    }

    /**
     * @param busyMillis that SQLite itself waits for another program's lock
     * @param patience how long it is told to, again and again
     */
    static SqliteStore open(Path file, int busyMillis, Duration patience) {
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
        try {
            Handle handle = Jdbi.create("jdbc:sqlite:" + file).open();
            try {
                handle.execute("PRAGMA busy_timeout = " + busyMillis);
                handle.execute("PRAGMA journal_mode = WAL");
                handle.execute("PRAGMA synchronous = NORMAL");
                create(handle, file.toString());
                return new SqliteStore(file, handle, patience);
            } catch (RuntimeException e) {
                handle.close();
                throw e;
            }
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StoreException(explain(file, e), e);
        }
    }

    private static String noPermission(@Nullable Path directory) {
        return "No permission to write in " + directory + "; choose another directory, or change its permissions";
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replaceAll("Exception$", "") + ": " + e.getMessage();
    }

    @Override
    public synchronized boolean finish(String id, String owner, TrialState state, String result) {
        return flushed(() -> super.finish(id, owner, state, result));
    }

    /** Takes over trials as another store has them, results and all. */
    public synchronized void copy(Collection<StoredTrial> trials) {
        flushed(() -> call(open -> open.inTransaction(transaction -> {
            try (var batch = transaction.prepareBatch("""
                    INSERT INTO trial (id, content, state, result) VALUES (:id, :content, :state, :result)
                    ON CONFLICT (id) DO UPDATE SET state = excluded.state, result = excluded.result""")) {
                for (StoredTrial trial : trials) {
                    batch.bind("id", trial.id())
                            .bind("content", trial.content())
                            .bind("state", trial.state().text())
                            .bind("result", trial.result())
                            .add();
                }
                return batch.execute();
            }
        })));
    }

    private <T> T flushed(java.util.function.Supplier<T> action) {
        call(open -> open.execute("PRAGMA synchronous = FULL"));
        try {
            return action.get();
        } finally {
            call(open -> open.execute("PRAGMA synchronous = NORMAL"));
        }
    }

    /** For tests: the file may not grow beyond this many pages, as on a disk that is full. */
    synchronized void limitPages(int pages) {
        call(open -> open.createQuery("PRAGMA max_page_count = " + pages)
                .mapTo(int.class)
                .one());
    }

    @Override
    public synchronized void close() {
        handle.close();
    }

    @Override
    <T> T call(Function<Handle, T> action) {
        long start = System.nanoTime();
        while (true) {
            try {
                return action.apply(handle);
            } catch (StoreException e) {
                throw e;
            } catch (RuntimeException e) {
                if (!isLocked(e) || System.nanoTime() - start > patience.toNanos()) {
                    throw new StoreException(explain(file, e), e);
                }
                LOG.warn("{} is locked by another program; waiting for it", file);
            }
        }
    }

    private static boolean isLocked(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return isLocked(sqlite.getResultCode().name());
            }
        }
        return false;
    }

    private static boolean isLocked(String code) {
        return code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED");
    }

    private static String explain(Path file, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                String code = sqlite.getResultCode().name();
                if (code.startsWith("SQLITE_FULL")) {
                    return "The disk is full: cannot write " + file
                            + ". Everything finished so far is kept; free some space and run the same command again";
                }
                if (isLocked(code)) {
                    return file + " stays locked by another program; close that one and run the same command again";
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
