package io.steadygrad.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two runs compared: numbers by hand. */
class TwoRunsTest {

    private static final String ENVIRONMENT = "{\"java\": \"17\", \"os\": \"Linux\"}";

    @TempDir
    Path directory;

    /** A trial of workload w; a value that is NaN is a run that diverged. */
    private static String trial(String id, String method, String optimizer, int seed, double value) {
        boolean diverged = Double.isNaN(value);
        return String.format(
                Locale.ROOT,
                "{\"id\": \"%s\", \"workload\": \"w\", \"method\": \"%s\", \"expression\": \"%s\", \"optimizer\": \"%s\", \"seed\": %d,"
                        + " \"status\": \"%s\", \"divergedAtStep\": %s, \"metrics\": {\"test_loss\": %s}, \"reachedTarget\": %s}",
                id,
                method,
                method,
                optimizer,
                seed,
                diverged ? "diverged" : "completed",
                diverged ? "7" : "null",
                diverged ? "null" : Double.toString(value),
                value <= 0.4);
    }

    private static List<String> cell(String prefix, String method, String optimizer, double... values) {
        List<String> trials = new ArrayList<>();
        for (int seed = 1; seed <= values.length; seed++) {
            trials.add(trial(prefix + seed, method, optimizer, seed, values[seed - 1]));
        }
        return trials;
    }

    @SafeVarargs
    private Path run(String name, String environment, String study, List<String>... cells) throws IOException {
        Path run = Files.createDirectories(directory.resolve(name));
        List<String> trials = new ArrayList<>();
        for (List<String> cell : cells) {
            trials.addAll(cell);
        }
        Files.writeString(
                run.resolve("summary.json"),
                "{\"study\": \"s\", \"environment\": " + environment
                        + ", \"workloads\": {\"w\": {\"target\": {\"metric\": \"test_loss\", \"at_most\": 0.4}}}, \"trials\": ["
                        + String.join(",", trials) + "]}");
        Files.writeString(run.resolve("study.yaml"), study);
        return run;
    }

    private static JsonNode data(TwoRuns two) throws IOException {
        String html = Files.readString(two.page());
        String mark = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(mark) + mark.length();
        return new JsonMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }

    @Test
    void a_run_and_its_repetition_are_identical_to_the_last_bit() throws IOException {
        List<String> cell = cell("a", "m", "sgd", 0.1 + 0.2, 0.5, Double.NaN);
        TwoRuns two = TwoRuns.write(run("A", ENVIRONMENT, "x", cell), run("B", ENVIRONMENT, "x", cell));

        assertThat(two.sentences())
                .containsExactly(
                        "Of 3 trials in A and 3 in B, 3 have the same identity, and their numbers are identical to the last bit.",
                        "Only in A: 0 trials; only in B: 0 trials.",
                        "Both have 1 configuration: 1 identical.",
                        "The environments are the same.");
        assertThat(two.table()).as("the head alone").hasSize(1);
    }

    @Test
    void a_last_bit_that_differs_is_found() throws IOException {
        TwoRuns two = TwoRuns.write(
                run("A", ENVIRONMENT, "x", cell("a", "m", "sgd", 0.3, 0.5)),
                run("B", ENVIRONMENT, "x", cell("a", "m", "sgd", Math.nextUp(0.3), 0.5)));

        assertThat(two.sentences().get(0))
                .contains("2 have the same identity; 1 came to identical numbers and 1 did not", "in test loss");
        JsonNode unequal = data(two).path("unequal");
        assertThat(unequal).hasSize(1);
        assertThat(unequal.path(0).path("differences").path(0).path("a").asString())
                .isEqualTo("0.3");
        assertThat(unequal.path(0).path("differences").path(0).path("b").asString())
                .isEqualTo("0.30000000000000004");
    }

    @Test
    void six_gains_of_six_pairs_are_shown_and_five_of_five_are_not() throws IOException {
        Path a = run(
                "A",
                ENVIRONMENT,
                "x",
                cell("a", "six", "sgd", 1, 2, 3, 4, 5, Double.NaN),
                cell("b", "five", "sgd", 1, 2, 3, 4, 5));
        Path b = run(
                "B",
                ENVIRONMENT,
                "x",
                cell("c", "six", "sgd", 0.5, 1.4, 2.3, 3.2, 4.1, 5),
                cell("d", "five", "sgd", 0.5, 1.4, 2.3, 3.2, 4.1));

        JsonNode cells = data(TwoRuns.write(a, b)).path("cells");

        JsonNode six = cells.path(0).path("gains");
        // 2 of the 2^6 patterns of signs are as extreme: p = 2 / 64; one test, so Holm changes nothing.
        assertThat(six.path("wilcoxon").asDouble()).isEqualTo(0.03125);
        assertThat(six.path("holm").asDouble()).isEqualTo(0.03125);
        assertThat(six.path("better").asInt()).isEqualTo(6);
        assertThat(six.path("verdict").asString()).isEqualTo("B is better");
        assertThat(six.path("median").asDouble())
                .as("B minus A in the loss itself")
                .isEqualTo(-0.75);
        assertThat(cells.path(1).path("gains").path("holm").isNull()).isTrue();
        assertThat(cells.path(1).path("gains").path("verdict").asString()).isEqualTo("too few pairs to tell");
    }

    @Test
    void a_changed_learning_rate_is_compared_and_named() throws IOException {
        TwoRuns two = TwoRuns.write(
                run("A", ENVIRONMENT, "lr: 0.1\nsame\n", cell("a", "m", "sgd(lr=0.1)", 0.3, 0.5)),
                run(
                        "B",
                        "{\"java\": \"25\", \"os\": \"Linux\"}",
                        "lr: 0.2\nsame\n",
                        cell("b", "m", "sgd(lr=0.2)", 0.2, 0.6)));

        JsonNode data = data(two);
        assertThat(data.path("cells").path(0).path("changes").path(0).asString())
                .isEqualTo("optimizer sgd(lr=0.1) \u2192 sgd(lr=0.2)");
        assertThat(data.path("environment").toString()).isEqualTo("{\"java\":[\"17\",\"25\"]}");
        assertThat(data.path("study").toString()).isEqualTo("[\"-lr: 0.1\",\"+lr: 0.2\",\" same\"]");
        assertThat(two.sentences())
                .contains(
                        "2 pairs of trials of the same method and seed have another identity: the configuration, the data, the budget,"
                                + " the engine or the threads changed.",
                        "The environments differ: java 17 \u2192 25.");
    }

    @Test
    void a_change_is_named_once_though_a_grid_names_it_too() throws IOException {
        List<String> before = cell("a", "m", "sgd(lr=0.1)", 0.3).stream()
                .map(trial -> trial.replace("\"seed\"", "\"hyperparameters\": {\"optimizer.lr\": 0.1}, \"seed\""))
                .toList();
        List<String> after = cell("b", "m", "sgd(lr=0.2)", 0.3).stream()
                .map(trial -> trial.replace("\"seed\"", "\"hyperparameters\": {\"optimizer.lr\": 0.2}, \"seed\""))
                .toList();
        TwoRuns two = TwoRuns.write(run("A", ENVIRONMENT, "x", before), run("B", ENVIRONMENT, "x", after));
        assertThat(data(two).path("cells").path(0).path("changes").toString())
                .isEqualTo("[\"optimizer sgd(lr=0.1) \u2192 sgd(lr=0.2)\"]");
    }

    @Test
    void trials_that_only_chose_are_counted_and_compared_by_their_identity() throws IOException {
        List<String> tuning = cell("t", "m", "sgd(lr=0.1)", 0.7, 0.8).stream()
                .map(trial -> trial.replace("\"seed\"", "\"phase\": \"tuning\", \"seed\""))
                .toList();
        TwoRuns two = TwoRuns.write(
                run("A", ENVIRONMENT, "x", tuning, cell("a", "m", "sgd(lr=0.1)", 0.3)),
                run("B", ENVIRONMENT, "x", tuning.subList(0, 1), cell("a", "m", "sgd(lr=0.1)", 0.3)));
        assertThat(two.sentences())
                .contains(
                        "Of 3 trials in A and 2 in B, 2 have the same identity, and their numbers are identical to the last bit.",
                        "Only in A: 1 trial; only in B: 0 trials.",
                        "Both have 1 configuration: 1 identical.");
    }

    @Test
    void trials_of_one_run_only_are_listed_with_their_seeds() throws IOException {
        TwoRuns two = TwoRuns.write(
                run("A", ENVIRONMENT, "x", cell("a", "m", "sgd", 0.3, 0.5)),
                run("B", ENVIRONMENT, "x", cell("a", "m", "sgd", 0.3, 0.5, 0.7), cell("n", "new", "sgd", 0.1)));

        assertThat(two.sentences()).contains("Only in A: 0 trials; only in B: 2 trials.");
        JsonNode onlyB = data(two).path("onlyB");
        assertThat(onlyB.path(0).path("seeds").toString()).isEqualTo("[3]");
        assertThat(onlyB.path(1).path("label").asString()).contains("new");
    }

    @Test
    void runs_that_have_nothing_in_common_are_refused_with_what_they_have() throws IOException {
        Path a = run("A", ENVIRONMENT, "x", cell("a", "m", "sgd", 0.3));
        Path b = run("B", ENVIRONMENT, "x", cell("a", "other", "sgd", 0.3));
        assertThatThrownBy(() -> TwoRuns.write(a, b))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("have none in common", "w with m", "w with other");
    }

    @Test
    void grids_of_other_rates_share_a_method_but_no_configuration_and_are_told_apart() throws IOException {
        TwoRuns two = TwoRuns.write(
                run("A", ENVIRONMENT, "x", cell("a", "m", "sgd(lr=0.1)", 0.3), cell("b", "m", "sgd(lr=1.0)", 0.3)),
                run("B", ENVIRONMENT, "x", cell("c", "m", "sgd(lr=0.2)", 0.3), cell("d", "m", "sgd(lr=2.0)", 0.3)));
        assertThat(two.sentences()).contains("Only in A: 2 trials; only in B: 2 trials.");
        assertThat(data(two).path("cells").isEmpty()).isTrue();
    }

    @Test
    void the_page_opens_offline_without_complaint_and_keeps_markup_as_text() throws IOException {
        String attack = "<script>window.broken=1</script>";
        Path a = run("A", ENVIRONMENT, attack, cell("a", attack, "sgd", 0.3, 0.5, Double.NaN));
        Path b = run("B", "{\"java\": \"" + attack + "\"}", "x", cell("b", attack, "sgd", 0.2, 0.6, 0.1));
        TwoRuns two = TwoRuns.write(a, b);
        try (Browser browser = new Browser()) {
            browser.open(two.page()); // what the browser's own first page asks for is over now
            browser.requests();
            browser.open(two.page());
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).containsExactly(two.page().toUri().toString());
            assertThat(browser.ask("return typeof window.broken")).isEqualTo("undefined");
            assertThat(browser.ask("return document.querySelectorAll('td.strip circle.run').length"))
                    .as("two values in A and three in B")
                    .isEqualTo(5L);
            assertThat(browser.ask("return document.querySelectorAll('td.strip path.diverged').length"))
                    .isEqualTo(1L);
            browser.size(400, 800);
            browser.open(two.page());
            assertThat(browser.ask("const r = document.documentElement; return r.scrollWidth - r.clientWidth"))
                    .isEqualTo(0L);
        }
    }
}
