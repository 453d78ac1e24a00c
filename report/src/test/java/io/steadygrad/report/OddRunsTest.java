package io.steadygrad.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs at the edge of what a study can leave behind still make a page without complaints, and figures. */
class OddRunsTest {

    static Browser browser;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() throws IOException {
        browser = new Browser();
    }

    @AfterAll
    static void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void a_directory_without_a_summary_is_refused_with_advice() {
        assertThatThrownBy(() -> Report.write(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("summary.json")
                .hasMessageContaining("steady run");
    }

    @Test
    void a_damaged_summary_is_refused_with_its_name() throws IOException {
        Files.writeString(directory.resolve("summary.json"), "{\"study\": ");

        assertThatThrownBy(() -> Figures.write(directory, EnumSet.of(Format.SVG)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("summary.json")
                .hasMessageContaining("JSON");
    }

    @Test
    void no_trials_yet() throws IOException {
        new SampleRun(directory).write();

        show();

        assertThat(text("summary")).contains("nothing to report");
        assertThat(Figures.write(directory, EnumSet.of(Format.SVG))).isEmpty();
    }

    @Test
    void one_trial() throws IOException {
        SampleRun run = new SampleRun(directory);
        run.seeds = 1;
        run.cell(SampleRun.KINDS.get(0), "plain", "sgd(lr=0.1)", "raw", Map.of());
        run.write();

        show();

        assertThat(text("summary")).startsWith("1 trial on 1 workload");
        assertThat(Figures.write(directory, EnumSet.of(Format.SVG))).hasSize(5);
    }

    @Test
    void every_run_diverged() throws IOException {
        SampleRun run = new SampleRun(directory);
        SampleRun.Kind doomed = new SampleRun.Kind("doomed", "", 5, 3, 1.5, 0.7);
        run.summary.put(
                "workloads", Map.of("doomed", Map.of("target", Map.of("metric", "test_accuracy", "at_least", 0.7))));
        run.cell(doomed, "plain", "sgd(lr=0.1)", "raw", Map.of());
        run.cell(doomed, "amplify", "sgd(lr=0.1)", "raw", Map.of());
        run.write();

        show();

        assertThat(text("summary")).contains("All of them diverged", "no method reached the target");
        assertThat(Figures.write(directory, EnumSet.allOf(Format.class))).isNotEmpty();
    }

    @Test
    void traces_missing_damaged_or_outside_the_directory() throws IOException {
        SampleRun run = new SampleRun(directory);
        run.cell(SampleRun.KINDS.get(0), "plain", "sgd(lr=0.1)", "raw", Map.of());
        Files.delete(directory.resolve(String.valueOf(run.trials.get(0).get("trace"))));
        Files.writeString(directory.resolve(String.valueOf(run.trials.get(1).get("trace"))), "no zip");
        run.trials.get(2).put("trace", "../../etc/passwd");
        run.trials.get(3).remove("trace");
        run.write();

        show();

        assertThat(String.valueOf(browser.ask("return document.getElementById('origin').textContent")))
                .contains("3 notes", "is missing", "outside the run directory");
        assertThat(Figures.write(directory, EnumSet.of(Format.SVG))).isNotEmpty();
    }

    @Test
    void no_trace_at_all_and_no_target_and_unknown_words() throws IOException {
        Files.writeString(directory.resolve("summary.json"), """
                {"study": "bare", "news": [1], "trials": [
                  {"workload": "w", "method": "a", "seed": 1, "status": "completed", "metrics": {"test_loss": 0.5}},
                  {"workload": "w", "method": "b", "seed": 1, "status": "postponed", "metrics": {}},
                  {"workload": "w", "method": "b", "seed": 2, "status": "failed", "metrics": null}]}""");

        show();

        assertThat(text("summary")).contains("2 trials did not run to an end", "best median test loss was 0.5, with a");
        assertThat(String.valueOf(browser.ask("return document.getElementById('workload-0').textContent")))
                .contains("No traces were recorded", "lower is better");
        assertThat(Figures.write(directory, EnumSet.of(Format.SVG))).hasSize(2);
    }

    @Test
    void twelve_methods_on_six_hundred_layers_stay_small_and_draw() throws IOException {
        SampleRun run = new SampleRun(directory);
        run.seeds = 2;
        run.steps = 60;
        SampleRun.Kind deep = new SampleRun.Kind("deep", "", 600, 0.99, 0.3, 0.7);
        for (int method = 1; method <= 12; method++) {
            run.cell(deep, "method-" + method, "sgd(lr=0.1)", "raw", Map.of());
        }
        run.write();

        Path report = show();

        assertThat(Files.size(report)).isLessThan(8_000_000);
        assertThat(browser.ask("return document.querySelectorAll('table.verdict tbody tr').length"))
                .isEqualTo(12L);
        assertThat(Figures.write(directory, EnumSet.allOf(Format.class))).hasSizeGreaterThanOrEqualTo(10);
    }

    private Path show() throws IOException {
        Path report = Report.write(directory);
        browser.complaints();
        browser.open(report);
        browser.drawAll();
        assertThat(browser.complaints()).isEqualTo(List.of());
        return report;
    }

    private static String text(String id) {
        return String.valueOf(browser.ask("return document.getElementById(arguments[0]).textContent", id));
    }
}
