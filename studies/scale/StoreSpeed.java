import io.steadygrad.store.Owner;
import io.steadygrad.store.PostgresStore;
import io.steadygrad.store.SqliteStore;
import io.steadygrad.store.Store;
import io.steadygrad.store.TrialState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many trials a second a store takes: one lease and one result each, one after the other, as the one writer of a run does it.
 *
 * <p>{@code java -cp 'app/target/steady/lib/*' studies/scale/StoreSpeed.java TRIALS BYTES (FOLDER | JDBC_URL)...}; the stores take turns, five rounds,
 * and each round writes trials that no other wrote. BYTES is the length of a result.
 */
class StoreSpeed {
    private static final int ROUNDS = 5;

    public static void main(String[] arguments) throws Exception {
        int trials = Integer.parseInt(arguments[0]);
        String result = "{\"x\":\"" + "0".repeat(Integer.parseInt(arguments[1]) - 8) + "\"}";
        String owner = Owner.create();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 2; i < arguments.length; i++) {
                String place = arguments[i];
                try (Store store = place.startsWith("jdbc:")
                        ? PostgresStore.open(place, "store-speed")
                        : SqliteStore.open(Files.createDirectories(Path.of(place)).resolve("speed.db"))) {
                    Map<String, String> contents = new LinkedHashMap<>();
                    String run = System.nanoTime() + "-";
                    for (int trial = 0; trial < trials; trial++) {
                        contents.put(run + trial, "{}");
                    }
                    store.add(contents);
                    long start = System.nanoTime();
                    for (String id : contents.keySet()) {
                        if (!store.lease(id, owner, Duration.ofMinutes(1))
                                || !store.finish(id, owner, TrialState.COMPLETED, result)) {
                            throw new IllegalStateException("somebody else writes these trials");
                        }
                    }
                    double seconds = (System.nanoTime() - start) / 1e9;
                    System.out.printf(Locale.ROOT, "%s: %.0f results/s%n", place.replaceFirst("\\?.*", ""), trials / seconds);
                }
            }
        }
    }
}
