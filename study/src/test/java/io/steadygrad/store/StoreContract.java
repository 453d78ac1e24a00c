package io.steadygrad.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class StoreContract {
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration SHORT = Duration.ofMillis(50);
    private static final long LONGER = 80;

    private Store store;

    /** A connection of its own to the same store, new for each test. */
    abstract Store open();

    @BeforeEach
    void fill() {
        store = open();
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
    void aLeaseIsGrantedToOneOwner() {
        assertThat(store.lease("a", "me", MINUTE)).isTrue();
        assertThat(store.lease("a", "you", MINUTE)).isFalse();
        assertThat(store.lease("b", "you", MINUTE)).isTrue();
        assertThat(trial("a").owner()).isEqualTo("me");
        assertThat(trial("a").leaseUntil()).isCloseTo(Instant.now().plus(MINUTE), within(20, ChronoUnit.SECONDS));
        assertThat(store.lease("unknown", "me", MINUTE)).isFalse();
        assertThat(store.trials(List.of("unknown", "a"))).containsOnlyKeys("a");
        assertThat(store.trials(List.of("unknown"))).isEmpty();
    }

    @Test
    void whoHasALeaseMayAskAgain() {
        store.lease("a", "me", MINUTE);
        assertThat(store.lease("a", "me", MINUTE))
                .as("the answer may have been lost on the way")
                .isTrue();
        store.finish("a", "me", TrialState.COMPLETED, "{}");
        assertThat(store.lease("a", "me", MINUTE)).isFalse();
    }

    @Test
    void aLeaseThatNobodyRenewsGoesToWhoSawIt() throws Exception {
        store.lease("a", "me", MINUTE);
        assertThat(store.lease("a", "you", SHORT)).isFalse();
        Thread.sleep(LONGER);
        assertThat(store.lease("a", "you", MINUTE)).as("not seen for a minute").isFalse();
        assertThat(store.lease("a", "you", SHORT)).isTrue();
        assertThat(store.finish("a", "me", TrialState.COMPLETED, "{}"))
                .as("the first owner comes too late")
                .isFalse();
        assertThat(store.finish("a", "you", TrialState.COMPLETED, "{\"x\":1}")).isTrue();
        assertThat(trial("a").result()).isEqualTo("{\"x\":1}");
    }

    @Test
    void renewingKeepsALease() throws Exception {
        store.lease("a", "me", SHORT);
        store.lease("a", "you", SHORT);
        Thread.sleep(LONGER);
        store.renew("me", SHORT);
        assertThat(store.lease("a", "you", SHORT)).isFalse();
        Thread.sleep(LONGER);
        assertThat(store.lease("a", "you", SHORT)).as("and not renewed again").isTrue();
    }

    /** What the clock of the day says of a lease is not asked. */
    @Test
    void aClockThatJumpsNeitherEndsALeaseNorProlongsIt() throws Exception {
        store.lease("a", "me", MINUTE);
        store.renew("me", Duration.ofHours(-1)); // as it looks when the clock has jumped an hour ahead
        assertThat(store.lease("a", "you", MINUTE)).isFalse();
        store.renew("me", Duration.ofHours(1)); // and when it has jumped back
        assertThat(store.lease("a", "you", SHORT)).isFalse();
        Thread.sleep(LONGER);
        assertThat(store.lease("a", "you", SHORT)).isTrue();
    }

    @Test
    void aFinishedTrialIsNeverLeasedAgainUnlessItIsReopened() {
        for (TrialState state :
                List.of(TrialState.COMPLETED, TrialState.DIVERGED, TrialState.STOPPED, TrialState.FAILED)) {
            store.add(Map.of(state.text(), "{}"));
            store.lease(state.text(), "me", MINUTE);
            store.finish(state.text(), "me", state, "{}");
            assertThat(store.lease(state.text(), "you", MINUTE)).isFalse();
            store.reopen(List.of(state.text()));
            assertThat(store.lease(state.text(), "you", MINUTE)).as("%s", state).isEqualTo(!state.isFinal());
        }
    }

    @Test
    void addingKnownTrialsChangesNothing() {
        store.lease("a", "me", MINUTE);
        store.finish("a", "me", TrialState.COMPLETED, "{}");
        store.add(Map.of("a", "other", "c", "{}"));
        assertThat(trial("a").state()).isEqualTo(TrialState.COMPLETED);
        assertThat(trial("a").content()).isEqualTo("{\"seed\":1}");
        assertThat(store.trials()).extracting(StoredTrial::id).containsExactly("a", "b", "c");
    }

    @Test
    void leasesOfTheDeadComeBackAtOnce() {
        store.lease("a", "dead", MINUTE);
        store.lease("b", "alive", MINUTE);
        store.recover("dead"::equals);
        assertThat(store.lease("a", "me", MINUTE)).isTrue();
        assertThat(store.lease("b", "me", MINUTE)).isFalse();
    }

    @Test
    void severalConnectionsAreGrantedEachLeaseOnce() throws Exception {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            many.put("t" + i, "{}");
        }
        AtomicInteger granted = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String owner = "owner" + t;
            Thread thread = new Thread(() -> {
                try (Store mine = open()) {
                    mine.add(many);
                    for (String id : many.keySet()) {
                        if (mine.lease(id, owner, MINUTE)) {
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
        assertThat(store.trials()).hasSize(202);
    }

    @Test
    void remembersTheLastRunAndTheProbes() throws Exception {
        assertThat(store.environment()).isEmpty();
        store.began("first", "study: s", "{\"n\":1}");
        Thread.sleep(3); // the clock counts milliseconds
        store.began("second", "study: s", "{\"n\":2}");
        assertThat(store.environment()).hasValue("{\"n\":2}");
        store.keepProbe("p", "{}", "1");
        store.keepProbe("p", "{}", "2");
        assertThat(store.probes()).containsExactly(Map.entry("p", "2"));
    }
}
