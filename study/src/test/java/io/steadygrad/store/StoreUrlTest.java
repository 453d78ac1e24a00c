package io.steadygrad.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {
    /** PostgreSQL's driver quotes what it cannot read, in messages and in causes, which --debug prints. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:1/db?user=me&password=secret",
                "jdbc:postgresql://me:secret@127.0.0.1:1/db",
                "jdbc:postgresql://127.0.0.1:port/db?password=secret",
                "jdbc:postgresql://127.0.0.1:99999/db?password=secret",
                "jdbc:postgresql://127.0.0.1:1/db?password=%zzsecret",
                "jdbc:mysql://127.0.0.1/db?password=secret",
                "postgresql://me:secret@127.0.0.1/db",
            })
    void anUnusableUrlIsRefusedWithoutItsPassword(String url) {
        Throwable refused = catchThrowable(() -> PostgresStore.open(url, "s").close());
        assertThat(refused).isInstanceOf(IllegalArgumentException.class);
        StringWriter all = new StringWriter();
        refused.printStackTrace(new PrintWriter(all));
        assertThat(all.toString()).contains("postgresql:").doesNotContain("secret");
    }
}
