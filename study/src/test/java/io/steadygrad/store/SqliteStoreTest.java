package io.steadygrad.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final Instant LATER = NOW.plus(Duration.ofMinutes(1));

    @TempDir
    Path directory;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory.resolve("s.db"));
        store.add(Map.of("a", "{\"seed\":1}", "b", "{}"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private StoredTrial trial(String id) {
        return store.trials(List.of(id)).get(id);
    }

    @Test
    void aLeaseIsGrantedOnce() {
        assertThat(store.lease("a", "me", NOW, LATER)).isTrue();
        assertThat(store.lease("a", "you", NOW, LATER)).isFalse();
        assertThat(store.lease("b", "you", NOW, LATER)).isTrue();
        assertThat(trial("a").owner()).isEqualTo("me");
        assertThat(trial("a").leaseUntil()).isEqualTo(LATER);
        assertThat(store.lease("unknown", "me", NOW, LATER)).isFalse();
    }

    @Test
    void anExpiredLeaseGoesToWhoAsks() {
        store.lease("a", "me", NOW, LATER);
        assertThat(store.lease("a", "you", LATER.plusMillis(1), LATER.plusSeconds(60)))
                .isTrue();
        assertThat(store.finish("a", "me", TrialState.COMPLETED, "{}"))
                .as("the first owner comes too late")
                .isFalse();
        assertThat(store.finish("a", "you", TrialState.COMPLETED, "{\"x\":1}")).isTrue();
        assertThat(trial("a").result()).isEqualTo("{\"x\":1}");
    }

    @Test
    void renewingKeepsALease() {
        store.lease("a", "me", NOW, LATER);
        store.renew("me", LATER.plusSeconds(60));
        assertThat(store.lease("a", "you", LATER.plusMillis(1), LATER.plusSeconds(60)))
                .isFalse();
    }

    @Test
    void aFinishedTrialIsNeverLeasedAgainUnlessItIsReopened() {
        for (TrialState state :
                List.of(TrialState.COMPLETED, TrialState.DIVERGED, TrialState.STOPPED, TrialState.FAILED)) {
            store.add(Map.of(state.text(), "{}"));
            store.lease(state.text(), "me", NOW, LATER);
            store.finish(state.text(), "me", state, "{}");
            assertThat(store.lease(state.text(), "me", LATER.plusSeconds(99), LATER))
                    .isFalse();
            store.reopen(List.of(state.text()));
            assertThat(store.lease(state.text(), "me", NOW, LATER))
                    .as("%s", state)
                    .isEqualTo(!state.isFinal());
        }
    }

    @Test
    void addingKnownTrialsChangesNothing() {
        store.lease("a", "me", NOW, LATER);
        store.finish("a", "me", TrialState.COMPLETED, "{}");
        store.add(Map.of("a", "other", "c", "{}"));
        assertThat(trial("a").state()).isEqualTo(TrialState.COMPLETED);
        assertThat(trial("a").content()).isEqualTo("{\"seed\":1}");
        assertThat(store.trials()).hasSize(3);
    }

    @Test
    void leasesOfTheDeadComeBackAtOnce() {
        store.lease("a", "dead", NOW, LATER);
        store.lease("b", "alive", NOW, LATER);
        store.recover("dead"::equals);
        assertThat(store.lease("a", "me", NOW, LATER)).isTrue();
        assertThat(store.lease("b", "me", NOW, LATER)).isFalse();
    }

    @Test
    void knowsWhichOwnersAreDead() throws Exception {
        String own = Owner.create();
        assertThat(Owner.isDead(own)).isFalse();
        Process process = new ProcessBuilder("sleep", "60").start();
        String[] parts = own.split("/");
        String other = parts[0] + "/" + process.pid() + "/"
                + process.info().startInstant().orElseThrow().toEpochMilli() + "/x";
        assertThat(Owner.isDead(other)).isFalse();
        assertThat(Owner.isDead(parts[0] + "/" + process.pid() + "/12345/x"))
                .as("another process has the number now")
                .isTrue();
        process.destroyForcibly().waitFor();
        assertThat(Owner.isDead(other)).isTrue();
        assertThat(Owner.isDead("elsewhere/1/1/x"))
                .as("another host cannot be asked")
                .isFalse();
    }

    @Test
    void twoStoresOnOneFileGrantEachLeaseOnce() throws Exception {
        Map<String, String> many = new java.util.HashMap<>();
        for (int i = 0; i < 200; i++) {
            many.put("t" + i, "{}");
        }
        store.add(many);
        AtomicInteger granted = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String owner = "owner" + t;
            Thread thread = new Thread(() -> {
                try (SqliteStore mine = SqliteStore.open(directory.resolve("s.db"))) {
                    for (String id : many.keySet()) {
                        if (mine.lease(id, owner, NOW, LATER)) {
                            granted.incrementAndGet();
                            mine.finish(id, owner, TrialState.COMPLETED, "{}");
                        }
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(granted).hasValue(200);
    }

    @Test
    void saysThatTheDiskIsFull() {
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
        assertThat(trial("a").content()).as("what was there is there").isEqualTo("{\"seed\":1}");
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
