package io.steadygrad.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Symptom;
import io.steadygrad.report.card.Card;
import io.steadygrad.report.card.Cards;
import io.steadygrad.report.card.Ward;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardsTest {
    @TempDir
    Path directory;

    private final List<String> trials = new ArrayList<>();

    private void trial(String method, int seed, String diagnoses, String repairs) {
        trials.add(String.format(
                Locale.ROOT,
                "{\"id\": \"%s%d\", \"workload\": \"w\", \"method\": \"%s\", \"optimizer\": \"sgd\", \"seed\": %d, \"status\": \"completed\","
                        + " \"metrics\": {\"test_loss\": 1}, \"reachedTarget\": true, \"trace\": \"traces/%s%d.npz\","
                        + " \"diagnoses\": [%s], \"repairs\": [%s]}",
                method,
                seed,
                method,
                seed,
                method,
                seed,
                diagnoses,
                repairs));
    }

    private static String diagnosis(String symptom, int step, String layer, double confidence) {
        return String.format(
                Locale.ROOT,
                "{\"symptom\": \"%s\", \"step\": %d, \"layer\": \"%s\", \"batch\": null, \"confidence\": %s, \"evidence\": {\"dead_share\": 0.9},"
                        + " \"chain\": [{\"symptom\": \"exploding\", \"step\": 3, \"layer\": \"b\"}, {\"symptom\": \"%s\", \"step\": %d, \"layer\": \"%s\"}],"
                        + " \"finding\": \"90 %% of <b>%s</b> are dead\", \"advice\": \"use leaky_relu\"}",
                symptom,
                step,
                layer,
                confidence,
                symptom,
                step,
                layer,
                layer);
    }

    private void write() throws IOException {
        Files.writeString(
                directory.resolve("summary.json"),
                "{\"study\": \"s\", \"workloads\": {\"w\": {}}, \"trials\": [" + String.join(",", trials) + "]}");
    }

    private void sample() throws IOException {
        trial("plain", 1, diagnosis("dead_units", 40, "a", 0.9), "");
        trial("plain", 2, diagnosis("dead_units", 20, "a", 0.8) + "," + diagnosis("slow", 50, "a", 0.6), "");
        trial("plain", 3, diagnosis("slow", 50, "a", 0.3), "");
        trial("plain", 4, "", "");
        trial(
                "clip",
                1,
                diagnosis("dead_units", 40, "a", 0.9),
                "{\"remedy\": \"lower_rate\", \"symptom\": \"dead_units\", \"step\": 41, \"from\": 30, \"kept\": true, \"detail\": \"a tenth of the rate\","
                        + " \"before\": null, \"after\": 0.5}");
        write();
    }

    @Test
    void runsOfAConfigurationWithTheSameFirstVerdictShareACard() throws IOException {
        sample();
        Cards cards = Cards.of(directory);
        assertThat(cards.lines())
                .containsExactly(
                        "2 of 4 runs of w x plain: dead units (a, from step 20)",
                        "1 of 1 runs of w x clip: dead units (a, from step 40), 1 repaired");
        assertThat(cards.runs()).isEqualTo(5);
        assertThat(cards.sick()).isEqualTo(3);
        assertThat(cards.suspected()).as("a hint is no verdict").isEqualTo(1);
        Ward plain = cards.wards().get(0);
        Card card = plain.cards().get(0);
        assertThat(card.symptom()).isEqualTo(Symptom.DEAD_UNITS);
        assertThat(card.seeds()).isEqualTo("seeds 1 and 2");
        assertThat(card.shown().seed()).as("the surest").isEqualTo(1);
        assertThat(card.chain()).containsExactly("exploding (b, step 3)", "dead units (a, step 40)");
        assertThat(card.evidence()).containsEntry("dead share", 0.9);
        assertThat(plain.hints().get(0).symptom()).isEqualTo(Symptom.SLOW);
        Card cured = cards.wards().get(1).cards().get(0);
        assertThat(cured.treatment())
                .containsExactly(
                        "lower rate after step 41, back to step 30: a tenth of the rate; training loss not finite"
                                + " \u2192 0.5; kept");
        assertThat(cured.outcome())
                .isEqualTo("a remedy was tried in 1 run and kept in 1; 1 of 1 then reached the target");
    }

    @Test
    void aRunThatWasCuredHasACardOfItsTreatment() throws IOException {
        trial(
                "plain",
                1,
                "",
                "{\"remedy\": \"reject\", \"symptom\": \"spike\", \"step\": 231, \"from\": 198, \"kept\": true, \"detail\": \"norms above 138 are dropped\","
                        + " \"before\": 2.7, \"after\": 0.23, \"diagnosis\": {\"symptom\": \"spike\", \"step\": 230, \"layer\": null,"
                        + " \"batch\": 9, \"confidence\": 0.85, \"evidence\": {\"norm_factor\": 640}, \"chain\": [], \"finding\": \"a jump\","
                        + " \"advice\": \"look at that batch\"}}");
        trial("plain", 2, "", "");
        write();
        Cards cards = Cards.of(directory);
        assertThat(cards.lines()).containsExactly("1 of 2 runs of w x plain: spike (from step 230), 1 repaired");
        assertThat(cards.cured()).isEqualTo(1);
        assertThat(cards.wards().get(0).cards().get(0).evidence()).containsEntry("norm factor", 640.0);
        assertThat(cards.wards().get(0).cards().get(0).treatment())
                .containsExactly(
                        "reject after step 231, back to step 198: norms above 138 are dropped; training loss 2.7 \u2192"
                                + " 0.23; kept");
        assertThat(Files.readString(Report.write(directory))).contains("\"cured\":true");
    }

    @Test
    void diagnosingAgainReadsTheTraces() throws IOException {
        sample();
        Cards again = Cards.again(directory, "");
        assertThat(again.notes()).as("no run has its file").hasSize(5).allMatch(note -> note.contains("missing"));
        trace("plain1", Double.NaN);
        trace("plain2", 0.4);
        again = Cards.again(directory, "plain1");
        assertThat(again.lines())
                .singleElement()
                .asString()
                .startsWith("1 of 1 runs of w x plain: ")
                .doesNotContain("dead units")
                .contains("step 2");
        assertThat(Cards.again(directory, "plain2").sick())
                .as("nothing in its trace")
                .isZero();
        assertThat(Cards.again(directory, "clip").lines().get(0)).contains("dead units", "1 repaired");
    }

    /** Where the layers are known and the bad one is not. */
    @Test
    void aVerdictWithoutALayerHasAPictureToo() throws IOException {
        trial("plain", 1, diagnosis("dead_units", 1, "a", 0.9).replace("\"layer\": \"a\"", "\"layer\": null"), "");
        write();
        float[] share = {0, 1};
        Signals signals = new Signals(
                null,
                new Signals.Layers(
                        List.of("a", "b"),
                        List.of("relu", "relu"),
                        new long[] {2, 2},
                        new long[] {1},
                        share,
                        share,
                        share,
                        share,
                        share,
                        new long[2],
                        share),
                Signals.Updates.NONE,
                Signals.Flow.NONE,
                List.of(),
                List.of());
        trace("plain1", 0.4, signals);
        Figures.write(directory, EnumSet.of(Format.SVG));
        assertThat(Files.readString(directory.resolve("figures/health-w-plain-dead-units.svg")))
                .contains("Share of dead units in each layer");
    }

    private void trace(String id, double second) throws IOException {
        trace(id, second, Signals.NONE);
    }

    private void trace(String id, double second, Signals signals) throws IOException {
        Files.createDirectories(directory.resolve("traces"));
        Trace empty = new TraceRecorder(List.of("a.weight"), List.of("a")).trace();
        long[] step = {1, 2};
        double[] one = {1, 1};
        boolean[] no = {false, false};
        Trace.Steps steps = new Trace.Steps(
                step, new double[] {0.5, second}, one, one, one, new boolean[] {true, true}, no, no, new double[] {
                    Double.NaN, Double.NaN
                });
        TraceFile.write(
                directory.resolve("traces/" + id + ".npz"),
                new Trace(steps, empty.tensors(), empty.metrics(), signals));
    }

    @Test
    void aCardIsPartOfThePageAndAFigureOfItsOwn() throws IOException {
        sample();
        trace("plain1", 0.4);
        String html = Files.readString(Report.write(directory));
        assertThat(html)
                .contains("\"symptom\":\"dead units\"", "use leaky_relu")
                .doesNotContain("<b>a</b>");
        Figures.write(directory, EnumSet.of(Format.SVG));
        try (Stream<Path> files = Files.list(directory.resolve("figures"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("units are told by layers, which this trace lacks: the loss is shown")
                    .contains("health-w-plain-dead-units.svg");
        }
        assertThat(Files.readString(directory.resolve("figures/health-w-plain-dead-units.svg"), StandardCharsets.UTF_8))
                .contains("Training loss", "step 40");
    }
}
