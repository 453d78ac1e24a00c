package io.steadygrad.store;

import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a PostgreSQL database, which processes on several hosts may share. Each study has a schema of its own, named after it.
 * When the connection breaks, the store connects again and repeats what it was doing, for two
 * minutes; a server that restarts is only a pause.
 *
 * <p>Who may connect is PostgreSQL's matter: a password belongs into {@code ~/.pgpass} or {@code PGPASSFILE}, or behind the URL's question mark; messages never show it.
 */
public final class PostgresStore extends SqlStore implements SharedStore {
    /** The environment variable in which a URL may stand, where the list of processes does not show it. */
    public static final String ENVIRONMENT = "STEADY_STORE";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long MOST_MILLIS_BETWEEN = 2000;
    private static final String FILES = """
            CREATE TABLE IF NOT EXISTS file (
              trial TEXT NOT NULL, path TEXT NOT NULL, content BYTEA NOT NULL, PRIMARY KEY (trial, path))""";

    private final Jdbi jdbi;
    private final String server;
    private final String schema;
    private final Duration patience;
    private @Nullable Handle handle;

    private PostgresStore(Jdbi jdbi, String server, String schema, Duration patience) {
        super("(extract(epoch FROM clock_timestamp()) * 1000)::bigint");
        this.jdbi = jdbi;
        this.server = server;
        this.schema = schema;
        this.patience = patience;
    }

    /**
     * Opens a study's store, made when absent.
     *
     * @param url {@code jdbc:postgresql://host:port/database?...}
     * @throws IllegalArgumentException when the URL is none of PostgreSQL's, or there is nobody to answer
     * @throws StoreException when the server refuses, or the store is of a later version
     */
    public static PostgresStore open(String url, String study) {
        return open(url, study, PATIENCE);
    }

    static PostgresStore open(String url, String study, Duration patience) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "A shared store is a PostgreSQL database, jdbc:postgresql://HOST/DATABASE;" + " given: "
                            + withoutSecrets(url));
        }
        checkWritten(url);
        PostgresStore store = new PostgresStore(Jdbi.create(url), withoutSecrets(url), schemaOf(study), patience);
        try {
            store.connect();
        } catch (ConnectionException e) {
            throw new IllegalArgumentException(
                    "Cannot connect to " + store.server + ": " + reason(e)
                            + ". Does the server run, and does it let this user in?",
                    e);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StoreException("Cannot keep a store in " + store.server + ": " + reason(e), e);
        }
        return store;
    }

    /** The driver quotes a URL that it cannot read, password and all, so it gets none. */
    private static void checkWritten(String url) {
        String shape = "jdbc:postgresql://HOST:PORT/DATABASE?user=USER; the password belongs into ~/.pgpass";
        if (url.replaceFirst("\\?.*", "").contains("@")) {
            throw new IllegalArgumentException(
                    "The store's URL names a user before its host; PostgreSQL's driver wants " + shape);
        }
        @Nullable Properties read;
        try {
            read = Driver.parseURL(url, new Properties());
        } catch (RuntimeException unreadable) {
            read = null;
        }
        if (read == null) {
            throw new IllegalArgumentException(
                    "The store's URL cannot be read (a port that is no number from 1 to 65535,"
                            + " a % that begins no code?); it is " + shape);
        }
    }

    /** The URL as it may be shown: without user, password and whatever else follows the database's name. */
    static String withoutSecrets(String url) {
        try {
            URI uri = URI.create(url.startsWith("jdbc:") ? url.substring(5) : url);
            return uri.getHost() == null
                    ? "this URL"
                    : uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                            + uri.getPath();
        } catch (IllegalArgumentException e) {
            return "this URL";
        }
    }

    /** PostgreSQL cuts names after 63 bytes; what is cut is told apart by a number made of it. */
    private static String schemaOf(String study) {
        String name = "steady_" + study.replaceAll("[^A-Za-z0-9_-]", "_");
        boolean whole = name.length() <= 63 && name.equals("steady_" + study);
        return whole
                ? name
                : name.substring(0, Math.min(54, name.length())) + "_" + Integer.toHexString(study.hashCode());
    }

    private Handle connect() {
        Handle fresh = jdbi.open();
        try {
            fresh.useTransaction(transaction -> {
                // Two that make the same table at the same moment would fail, IF NOT EXISTS or not.
                transaction.execute("SELECT pg_advisory_xact_lock(hashtext(?))", schema);
                transaction.execute("CREATE SCHEMA IF NOT EXISTS \"" + schema + "\"");
                transaction.execute("SET search_path TO \"" + schema + "\"");
                create(transaction, server);
                transaction.execute(FILES);
            });
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
        handle = fresh;
        return fresh;
    }

    @Override
    <T> T call(Function<Handle, T> action) {
        long end = System.nanoTime() + patience.toNanos();
        for (long wait = 100; ; wait = Math.min(2 * wait, MOST_MILLIS_BETWEEN)) {
            try {
                Handle open = handle;
                return action.apply(open == null ? connect() : open);
            } catch (StoreException e) {
                throw e;
            } catch (RuntimeException e) {
                if (!isLost(e)
                        || System.nanoTime() > end
                        || Thread.currentThread().isInterrupted()) {
                    throw new StoreException(
                            server + " failed: " + reason(e) + ". What it has acknowledged is kept; run the"
                                    + " same command again",
                            e);
                }
                LOG.info("{} does not answer ({}); trying again", server, reason(e));
                disconnect();
                sleep(wait);
            }
        }
    }

    /** Whether it was the connection that failed (SQLSTATE class 08) or the server that shut down (57P), not the statement. */
    private static boolean isLost(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionException) {
                return true;
            }
            String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
            if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
                return true;
            }
        }
        return false;
    }

    private static String reason(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException && cause.getMessage() != null) {
                return cause.getMessage().lines().findFirst().orElse("");
            }
        }
        return e.getClass().getSimpleName();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void disconnect() {
        Handle open = handle;
        handle = null;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException e) {
                LOG.debug("A broken connection need not close well", e);
            }
        }
    }

    @Override
    public synchronized void keepFile(String id, String path, byte[] content) {
        call(open -> open.execute("""
                INSERT INTO file (trial, path, content) VALUES (?, ?, ?)
                ON CONFLICT (trial, path) DO UPDATE SET content = excluded.content""", id, path, content));
    }

    @Override
    public synchronized Map<String, byte[]> files(String id) {
        return call(open -> {
            Map<String, byte[]> files = new HashMap<>();
            open.createQuery("SELECT path, content FROM file WHERE trial = ?")
                    .bind(0, id)
                    .map((row, context) -> Map.entry(row.getString("path"), row.getBytes("content")))
                    .forEach(file -> files.put(file.getKey(), file.getValue()));
            return files;
        });
    }

    @Override
    public synchronized void close() {
        disconnect();
    }
}
