package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.bench.Comparison;
import io.steadygrad.bench.Effort;
import io.steadygrad.bench.Rate;
import io.steadygrad.bench.Result;
import io.steadygrad.bench.Size;
import io.steadygrad.bench.SmallTrials;
import io.steadygrad.bench.Times;
import io.steadygrad.bench.TrainingSteps;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the figures look like, not what they are. */
class BenchTest {
    private static final Size TINY =
            new Size("tiny", new Layout(List.of(Parameter.of("a.weight", 30, 7), Parameter.of("a.bias", 30))));
    private static final Effort SHORT =
            new Effort(Duration.ofNanos(1), Duration.ofMillis(1), 5, 5, Duration.ofSeconds(1));

    private static final BenchMachine MACHINE = new BenchMachine("a processor", 2, "25", "plain", "2.10.0", 3.5);
    private static final List<Rate> RATES = new ArrayList<>();
    private static final List<Result> RESULTS = new ArrayList<>();

    @BeforeAll
    static void measure() throws Exception {
        for (Comparison comparison : Comparison.of(TINY, new int[] {1}, SHORT)) {
            RATES.addAll(comparison.rates());
            RESULTS.addAll(comparison.results());
        }
        RESULTS.add(TrainingSteps.mlp(SHORT));
        RESULTS.add(SmallTrials.perTrial(1, 1, SHORT));
    }

    private static JsonNode json() {
        return JsonMapper.shared().readTree(BenchJson.text(MACHINE, MACHINE.warnings(), RATES, RESULTS));
    }

    @Test
    void jsonHasEveryFieldOfEveryResultAsANumberOrNull() {
        JsonNode results = json().get("results");
        assertThat(results).hasSameSizeAs(RESULTS);
        for (JsonNode result : results) {
            assertThat(result.propertyNames())
                    .contains(
                            "name",
                            "size",
                            "threads",
                            "medianMicros",
                            "boundMicros",
                            "ratioToBound",
                            "peer",
                            "peerMicros",
                            "speedup");
            assertThat(result.get("name").isString()).isTrue();
            assertThat(result.get("threads").isInt()).isTrue();
            assertThat(result.get("medianMicros").asDouble()).isPositive();
            for (String number : List.of("boundMicros", "ratioToBound", "peerMicros", "speedup")) {
                assertThat(result.get(number).isNumber() || result.get(number).isNull())
                        .as(number)
                        .isTrue();
            }
        }
    }

    @Test
    void ratiosFollowFromTheTimesBesideThem() {
        for (JsonNode result : json().get("results")) {
            double ours = result.get("medianMicros").asDouble();
            if (!result.get("boundMicros").isNull()) {
                assertThat(result.get("ratioToBound").asDouble())
                        .isCloseTo(ours / result.get("boundMicros").asDouble(), within(1e-9 * ours));
            }
            assertThat(result.get("speedup").asDouble())
                    .isCloseTo(result.get("peerMicros").asDouble() / ours, within(1e-9));
            JsonNode spread = result.get("spread");
            assertThat(spread.get("n").asInt()).isGreaterThanOrEqualTo(5);
            assertThat(spread.get("lowerQuartile").asDouble())
                    .isBetween(spread.get("least").asDouble(), ours);
            assertThat(spread.get("upperQuartile").asDouble()).isGreaterThanOrEqualTo(ours);
        }
    }

    @Test
    void aBoundIsMadeOfTheRatesBesideIt() {
        double read = rate("read", TINY.layout().elements() * 4);
        double update = rate("update", TINY.layout().elements() * 4);
        double wide = rate("update", TINY.layout().elements() * 12);
        double bytes = TINY.layout().elements() * 4;
        assertThat(bound("observe")).isCloseTo(bytes / read, within(1e-6));
        assertThat(bound("clip")).isCloseTo(bytes / read + bytes / update, within(1e-6));
        assertThat(bound("clip+sgd")).isCloseTo(2 * bytes / read + bytes / update, within(1e-6));
        assertThat(bound("clip+adamw")).isCloseTo(2 * bytes / read + 3 * bytes / wide, within(1e-6));
    }

    /** Bytes in a microsecond. */
    private static double rate(String kind, long bytes) {
        return RATES.stream()
                        .filter(rate -> rate.kind().equals(kind) && rate.bytes() == bytes)
                        .findFirst()
                        .orElseThrow()
                        .gigabytesPerSecond()
                * 1e3;
    }

    private static double bound(String name) {
        return RESULTS.stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow()
                .boundMicros();
    }

    @Test
    void thereIsOneEntryForEachPeer() {
        assertThat(RESULTS.stream().map(Result::name).distinct())
                .containsExactly(
                        "observe",
                        "observe-full",
                        "clip",
                        "sgd",
                        "clip+sgd",
                        "adamw",
                        "clip+adamw",
                        "training-step",
                        "trial");
        assertThat(RESULTS.stream()
                        .filter(result -> result.name().equals("clip"))
                        .map(Result::peer))
                .containsExactly("clip_grad_norm_", "_foreach_norm, _foreach_mul_");
    }

    @Test
    void bandwidthSaysWhatWasReadCopiedAndUpdatedAndHow() {
        JsonNode bandwidth = json().get("bandwidth");
        assertThat(Set.copyOf(bandwidth.propertyNames())).containsExactlyInAnyOrder("read", "copy", "update");
        for (JsonNode kind : bandwidth) {
            for (JsonNode rate : kind) {
                assertThat(rate.get("gigabytesPerSecond").asDouble()).isPositive();
                assertThat(rate.get("means").asString()).isNotEmpty();
                assertThat(rate.get("micros").get("n").asInt()).isGreaterThanOrEqualTo(5);
            }
        }
    }

    @Test
    void tablesAreAlignedAndWarnOfABusyMachine() {
        Times ours = new Times(5, 7, 8, 8.25, 9);
        Times theirs = new Times(5, 400, 500, 16500, 30000);
        String text = BenchTables.text(
                MACHINE,
                MACHINE.warnings(),
                List.of(new Rate("read", "tiny", 2, 1000, "sum", new Times(5, 1, 1, 0.5, 1))),
                List.of(
                        new Result("clip", "tiny", 2, ours, 5.5, "one way", theirs),
                        new Result("clip", "tiny", 2, ours, 5.5, "another", ours),
                        new Result("sum", "tiny", 2, theirs, 5.5, null, null)));
        assertThat(text.lines().toList())
                .startsWith(
                        "a processor, 2 cores; JDK 25",
                        "kernels: plain; LibTorch 2.10.0",
                        "note: the machine was busy before this began (load average 3.50): figures are too high, and"
                                + " ratios may be off",
                        "",
                        "tiny, 2 threads; memory in GB/s: read 2.0",
                        "work   steady            n   bound    ratio  peer       takes            speedup",
                        "clip  8.25 us  (8-9)     5  5.5 us     1.50  one way  16.5 ms  (0.5-30)   2000 x",
                        "                                             another  8.25 us  (8-9)         1 x",
                        "sum   16.5 ms  (0.5-30)  5  5.5 us  3000.00");
    }

    @Test
    void trialsAreCountedByTheHourToo() {
        Result trial =
                new Result("trial", "200-small-trials", 2, new Times(5, 1, 1, 36_000, 1), Double.NaN, null, null);
        assertThat(BenchTables.text(MACHINE, List.of(), List.of(), List.of(trial)))
                .contains("trial 200-small-trials", "that is 100,000 trials an hour");
    }

    @Test
    void anUnknownSizeIsTheUsersMistake() {
        StringWriter err = new StringWriter();
        int exit = Steady.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                .execute("bench", "--size", "huge");
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("mlp-68k, resnet50, one-400mb", "'huge'");
    }
}
