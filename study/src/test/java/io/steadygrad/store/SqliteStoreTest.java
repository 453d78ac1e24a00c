package io.steadygrad.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    SqliteStore open() {
        return SqliteStore.open(directory.resolve("s.db"));
    }

    @Test
    void knowsWhichOwnersAreDead() throws Exception {
        String own = Owner.create();
        assertThat(Owner.isDead(own)).isFalse();
        Process process = new ProcessBuilder("sleep", "60").start();
        String[] parts = own.split("/");
        String other = parts[0] + "/" + process.pid() + "/" + ticks(process.pid()) + "/x";
        assertThat(Owner.isDead(other)).isFalse();
        assertThat(Owner.isDead(parts[0] + "/" + process.pid() + "/12345/x"))
                .as("another process has the number now")
                .isTrue();
        process.destroyForcibly().waitFor();
        assertThat(Owner.isDead(other)).isTrue();
        Owner.end(own);
        assertThat(Owner.isDead(own)).as("a run that ended in this process").isTrue();
        assertThat(Owner.isDead("elsewhere/1/1/x"))
                .as("another host cannot be asked")
                .isFalse();
    }

    /** What counts from the boot, not from a time of day that somebody may set. */
    private static String ticks(long pid) throws Exception {
        return Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ")[21];
    }

    @Test
    void waitsForAnotherProgramsLockAndThenSaysSo() throws Exception {
        Path file = directory.resolve("s.db");
        try (SqliteStore store = SqliteStore.open(file, 20, Duration.ofMillis(300));
                var other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.lease("a", "me", MINUTE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("s.db stays locked by another program");
            Thread freed = new Thread(() -> {
                try {
                    Thread.sleep(100);
                    other.createStatement().execute("COMMIT");
                } catch (InterruptedException | SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            freed.start();
            assertThat(store.lease("a", "me", MINUTE)).isTrue();
            freed.join();
        }
    }

    @Test
    void takesOverWhatAnotherStoreHas() {
        try (SqliteStore store = open()) {
            List<StoredTrial> trials = List.of(
                    new StoredTrial("a", "{\"seed\":1}", TrialState.COMPLETED, null, null, "{\"x\":1}"),
                    new StoredTrial("c", "{}", TrialState.WAITING, null, null, null));
            store.copy(trials);
            assertThat(store.trials(List.of("a", "c")).values()).containsExactlyInAnyOrderElementsOf(trials);
        }
    }

    @Test
    void saysThatTheDiskIsFull() {
        try (SqliteStore store = open()) {
            store.limitPages(12);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            store.add(Map.of("long" + i, "x".repeat(4000)));
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("The disk is full")
                    .hasMessageContaining("s.db")
                    .hasMessageContaining("run the same command again");
            assertThat(store.trials(List.of("a")).get("a").content())
                    .as("what was there is there")
                    .isEqualTo("{\"seed\":1}");
        }
    }

    @Test
    void refusesAFileThatIsNoStore() throws Exception {
        Path text =
                Files.writeString(directory.resolve("text.db"), "this is a text, and a rather long one\n".repeat(50));
        assertThatThrownBy(() -> SqliteStore.open(text))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is not a SteadyGrad store");
    }

    @Test
    void refusesPlacesThatCannotBeWritten() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> SqliteStore.open(file.resolve("s.db")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Cannot make the directory");
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeTrue(!Files.isWritable(closed), "this user may write everywhere");
        assertThatThrownBy(() -> SqliteStore.open(closed.resolve("s.db")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No permission to write in " + closed);
    }
}
