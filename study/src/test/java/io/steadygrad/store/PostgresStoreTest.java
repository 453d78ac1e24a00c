package io.steadygrad.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class PostgresStoreTest extends StoreContract {
    private static Optional<PostgresServer> server = Optional.empty();

    private String study = "";

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
        assumeTrue(server.isPresent(), "PostgreSQL is not installed");
    }

    @AfterAll
    static void stop() {
        server.ifPresent(PostgresServer::close);
    }

    @BeforeEach
    @Override
    void fill() {
        study = "s" + System.nanoTime();
        super.fill();
    }

    @Override
    PostgresStore open() {
        return PostgresStore.open(server.orElseThrow().url(), study);
    }

    @Test
    void studiesDoNotMeet(TestInfo info) {
        try (PostgresStore other = PostgresStore.open(server.orElseThrow().url(), study + "'s \"other\"; study")) {
            other.add(Map.of("z", "{}"));
            assertThat(other.trials()).extracting(StoredTrial::id).containsExactly("z");
        }
        try (PostgresStore own = open()) {
            assertThat(own.trials()).extracting(StoredTrial::id).containsExactly("a", "b");
        }
    }

    @Test
    void namesThatPostgresWouldCutStayApart() {
        String name = study + "-" + "long".repeat(20);
        try (PostgresStore one = PostgresStore.open(server.orElseThrow().url(), name + "1");
                PostgresStore two = PostgresStore.open(server.orElseThrow().url(), name + "2")) {
            one.add(Map.of("z", "{}"));
            assertThat(two.trials()).isEmpty();
        }
    }

    @Test
    void keepsFiles() {
        try (PostgresStore store = open()) {
            store.keepFile("a", "traces/a.npz", new byte[] {1, 2, 3});
            store.keepFile("a", "traces/a.npz", new byte[] {-1, 0});
            assertThat(store.files("a")).containsOnlyKeys("traces/a.npz");
            assertThat(store.files("a").get("traces/a.npz")).containsExactly(-1, 0);
            assertThat(store.files("b")).isEmpty();
        }
    }

    @Test
    void waitsForAServerThatRestarts() throws Exception {
        try (PostgresStore store = open()) {
            assertThat(store.lease("a", "me", MINUTE)).isTrue();
            server.orElseThrow().halt();
            Thread back = new Thread(() -> server.orElseThrow().boot());
            back.start();
            assertThat(store.finish("a", "me", TrialState.COMPLETED, "{}")).isTrue();
            back.join();
        }
        try (PostgresStore store = open()) {
            assertThat(store.trials(List.of("a")).get("a").state()).isEqualTo(TrialState.COMPLETED);
        }
    }

    @Test
    void givesUpOnAServerThatStaysAwayAndShowsNoPassword() {
        try (PostgresStore store = PostgresStore.open(server.orElseThrow().url(), study, Duration.ofMillis(300))) {
            server.orElseThrow().halt();
            try {
                assertThatThrownBy(() -> store.lease("a", "me", MINUTE))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("postgresql://127.0.0.1")
                        .hasMessageContaining("run the same command again")
                        .hasMessageNotContaining("do-not-show");
            } finally {
                server.orElseThrow().boot();
            }
        }
    }

    @Test
    void saysWhenNobodyAnswersAndShowsNoPassword() {
        assertThatThrownBy(() -> PostgresStore.open("jdbc:postgresql://127.0.0.1:1/db?user=me&password=secret", "s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Cannot connect to postgresql://127.0.0.1:1/db")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> PostgresStore.open("jdbc:mysql://me:secret@host/db", "s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jdbc:postgresql://HOST/DATABASE")
                .hasMessageNotContaining("secret");
    }
}
