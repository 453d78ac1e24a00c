package io.steadygrad.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page in a real browser. */
class ReportPageTest {

    @TempDir
    static Path directory;

    static Path report;
    static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        SampleRun.article(directory);
        report = Report.write(directory);
        browser = new Browser();
    }

    @AfterAll
    static void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void fresh() {
        browser.size(1280, 1600);
        browser.prefers("light");
        browser.complaints();
        browser.requests();
        browser.open(report);
    }

    @Test
    void a_large_study_stays_below_eight_megabytes_and_opens_at_once() throws IOException {
        assertThat(Files.size(report)).isLessThan(8_000_000);
        double milliseconds = ((Number) browser.ask(
                        "const n = performance.getEntriesByType('navigation')[0]; return n.loadEventEnd - n.startTime"))
                .doubleValue();
        assertThat(milliseconds).isBetween(1.0, 4000.0);
    }

    @Test
    void the_page_logs_no_complaint_and_asks_for_nothing_but_itself() {
        browser.drawAll();

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).containsExactly(report.toUri().toString());
    }

    @Test
    void every_view_is_there_and_draws() {
        browser.drawAll();

        assertThat(browser.ask(
                        "return [...new Set([...document.querySelectorAll('[data-view]')].map(b => b.dataset.view))]"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder(
                        "curves",
                        "layers",
                        "control",
                        "factors",
                        "profile",
                        "rates",
                        "parallel",
                        "range",
                        "groups-optimizer",
                        "groups-inputs",
                        "failures");
        // A drawn chart has many different pixels; an empty one has a frame at most.
        assertThat(browser.ask("""
                        return [...document.querySelectorAll('[data-view]')].filter(box => {
                          const canvas = box.querySelector('canvas');
                          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                          const colours = new Set();
                          for (let i = 0; i < pixels.length; i += 4 * 7) colours.add((pixels[i] << 16) + (pixels[i + 1] << 8) + pixels[i + 2]);
                          return colours.size < 12;
                        }).map(box => box.dataset.view)""")).isEqualTo(List.of());
        assertThat(
                        browser.ask(
                                "return [...document.querySelectorAll('[data-view]')].every(b => b.getAttribute('aria-label').length > 10)"))
                .isEqualTo(true);
    }

    @Test
    void every_run_of_the_verdict_table_is_drawn_and_none_hides_behind_a_mean() {
        // deep-relu's plain row: six runs, all diverged; every other run of the row is a dot.
        List<WebElement> rows = browser.driver.findElements(By.cssSelector("#workload-2 table.verdict tbody tr"));

        // Three more gammas of the article's method come from the grid.
        assertThat(rows).hasSize(SampleRun.METHODS.size() + 3);
        for (WebElement row : rows) {
            int dots = row.findElements(By.cssSelector("circle.run")).size();
            int crosses = row.findElements(By.cssSelector("path.diverged")).size();
            assertThat(dots + crosses).as(row.getText()).isEqualTo(6);
        }
        assertThat(rows.get(0).findElements(By.cssSelector("path.diverged"))).hasSize(6);
        assertThat(rows.get(0).getText()).contains("0 of 6", "diverged");
    }

    @Test
    void every_method_stands_beside_the_baseline_with_the_studys_own_sentence() {
        // deep-relu in its baseline setting: seven methods against plain, all six runs of each drawn, and plain's
        // below.
        select("#comparisons", "Workload", 3);
        List<WebElement> rows = browser.driver.findElements(By.cssSelector("#comparisons tr.pair-row"));
        List<WebElement> said = browser.driver.findElements(By.cssSelector("#comparisons tr.said"));

        assertThat(rows)
                .hasSizeGreaterThanOrEqualTo(SampleRun.METHODS.size() - 1)
                .hasSameSizeAs(said);
        for (WebElement row : rows) {
            int dots = row.findElements(By.cssSelector("td.strip circle.run")).size();
            int crosses =
                    row.findElements(By.cssSelector("td.strip path.diverged")).size();
            assertThat(dots + crosses).as(row.getText()).isEqualTo(12);
        }
        assertThat(said.get(0).getText())
                .startsWith("On deep-relu with sgd(lr=0.1)")
                .contains("plain in 0/6");
        assertThat(browser.ask("return document.querySelectorAll('#across svg.ranking text').length > 8"))
                .isEqualTo(true);
    }

    @Test
    void a_search_tells_its_budget_its_choice_and_what_mattered() {
        assertThat(browser.driver
                        .findElement(By.cssSelector("#search tbody tr"))
                        .getText())
                .contains("article", "validation loss", "optimizer.lr=0.1", "optimizer.lr 75")
                .contains("optimizer.lr at the end of what was searched: better ones may lie beyond")
                .as("a sampler without what goes without saying")
                .contains("grid")
                .doesNotContain("trials=0");
    }

    @Test
    void what_a_search_tried_is_drawn_on_the_held_out_metric_by_which_it_chose() {
        Object told = browser.ask("""
                const data = JSON.parse(document.getElementById('data').textContent);
                const scan = data.against.scans.find(s => s.phase === 'tuning');
                return scan.metricWords + ' ' + JSON.stringify(scan.rates.map(r => [r[0], r[5]]));""");
        assertThat(told)
                .isEqualTo("validation loss [[0.1,[[1000000,1,\"\",false],[1000001,2,\"\",false]]],"
                        + "[1,[[1000000,3,\"\",false],[1000001,null,\"diverged\",false]]]]");
        select("#rates", "Workload", (int) (long) browser.ask("""
                return [...document.querySelectorAll('#rates select option')].findIndex(o => o.text === 'deep-relu (tuning)')"""));
        browser.drawAll();
        assertThat(browser.ask("""
                const option = echarts.getInstanceByDom(document.querySelector('#rates [data-view=rates]')).getOption();
                return option.yAxis[0].name + ' ' + option.series.filter(s => s.type === 'scatter').flatMap(s => s.data).length""")).isEqualTo("validation loss 4");
        select("#rates", "Workload", 0);
    }

    @Test
    void an_acceptance_says_what_must_hold() {
        assertThat(browser.driver
                        .findElement(By.cssSelector("#acceptance tbody tr"))
                        .getText())
                .contains("as published", "met", "87.05 wanted");
    }

    @Test
    void diverged_runs_are_crosses_at_the_edge_of_the_learning_rates() {
        browser.drawAll();
        assertThat(browser.ask("""
                const series = echarts.getInstanceByDom(document.querySelector('#rates [data-view=rates]')).getOption().series;
                const drawn = kind => series.filter(s => s.type === 'scatter' && (s.name === 'diverged') === kind).flatMap(s => s.data).length;
                const data = JSON.parse(document.getElementById('data').textContent);
                const scans = data.against.scans.filter(s => s.workload === 'deep-relu' && s.phase === 'final');
                const runs = scans.flatMap(s => s.rates).flatMap(r => r[5]);
                return [drawn(true) === runs.filter(r => r[2] === 'diverged').length && drawn(true) > 0,
                    drawn(false) === runs.filter(r => r[2] !== 'diverged').length]""")).isEqualTo(List.of(true, true));
    }

    @Test
    void a_non_finite_gradient_is_marked_in_its_own_colour() {
        browser.drawAll();

        Object marked = browser.ask("""
                const box = document.querySelector('#workload-2 [data-view=layers]');
                const cells = echarts.getInstanceByDom(box).getOption().series[1].data.filter(d => d[2] === 2);
                let pixels = 0;
                for (const canvas of box.querySelectorAll('canvas')) {
                  const p = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  for (let i = 0; i < p.length; i += 4) if (p[i] === 0xd1 && p[i + 1] === 0x48 && p[i + 2] === 0x0a) pixels++;
                }
                return [cells.length > 0, pixels > 100];""");

        assertThat(marked).isEqualTo(List.of(true, true));
    }

    @Test
    void a_step_that_a_claim_speaks_of_is_marked_in_every_panel_of_the_loss() {
        browser.drawAll();
        String lines = """
                const box = document.querySelector(arguments[0] + ' [data-view=curves]');
                return echarts.getInstanceByDom(box).getOption().series
                  .filter(s => s.markLine && s.markLine.data.some(d => d.xAxis === 100)).length;""";
        String labels = """
                const box = document.querySelector(arguments[0] + ' [data-view=curves]');
                return echarts.getInstanceByDom(box).getOption().series.flatMap(s => s.data)
                  .map(d => d.label && d.label.formatter).filter(l => /^step 100: [0-9.]+$/.test(l)).length;""";

        long panels = SampleRun.METHODS.size();
        assertThat(browser.ask(lines, "#workload-0")).isEqualTo(panels);
        assertThat(browser.ask(labels, "#workload-0")).isEqualTo(panels);
        assertThat(browser.ask(lines, "#workload-2")).as("nobody speaks of it").isEqualTo(0L);

        select("#workload-0", "Quantity", 1);
        assertThat(browser.ask(lines, "#workload-0"))
                .as("the claim is about the loss")
                .isEqualTo(0L);
    }

    @Test
    void dark_and_light_follow_the_reader_and_the_button() {
        assertThat(background()).isEqualTo("rgb(255, 255, 255)");

        browser.driver.findElement(By.id("theme")).click();
        assertThat(background()).isEqualTo("rgb(17, 22, 29)");

        browser.prefers("dark");
        browser.open(report);
        browser.drawAll();
        assertThat(background()).isEqualTo("rgb(17, 22, 29)");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void on_a_phone_nothing_is_wider_than_the_screen() {
        browser.size(400, 800);
        browser.open(report);
        browser.drawAll();

        assertThat(browser.ask("const r = document.documentElement; return r.scrollWidth - r.clientWidth"))
                .isEqualTo(0L);
        assertThat(browser.ask(
                        "return [...document.querySelectorAll('[data-view] canvas')].every(c => c.clientWidth <= 400)"))
                .isEqualTo(true);
    }

    @Test
    void choices_change_what_is_shown() {
        browser.drawAll();
        String before = label("#maps [data-view=factors]");
        select("#maps", "Show", 1);
        assertThat(label("#maps [data-view=factors]")).isNotEqualTo(before).startsWith("Median test accuracy");

        String curves = label("#workload-2 [data-view=curves]");
        select("#workload-2", "Setting", 2);
        assertThat(label("#workload-2 [data-view=curves]")).isNotEqualTo(curves);
        assertThat(browser.driver.findElements(By.cssSelector("#workload-2 table.verdict tbody tr")))
                .hasSizeLessThan(SampleRun.METHODS.size());
    }

    @Test
    void names_that_are_markup_stay_text(@TempDir Path other) throws IOException {
        String attack = "</script><img src=x onerror=\"window.broken=1\"><script>window.broken=1</script>";
        SampleRun run = new SampleRun(other);
        run.seeds = 2;
        run.steps = 40;
        SampleRun.Kind kind = new SampleRun.Kind(attack, attack, 2, 1, 0.9, 0.7);
        run.summary.put("study", attack);
        run.summary.put("description", attack);
        run.summary.put("claims", List.of(SampleRun.claim(attack, attack, attack)));
        run.summary.put("environment", Map.of(attack, attack));
        run.summary.put("workloads", Map.of(attack, Map.of("description", attack)));
        run.summary.put("methods", Map.of(attack, attack));
        Files.writeString(other.resolve("study.yaml"), attack);
        run.cell(kind, attack, attack, attack, Map.of(attack, attack, "lr", "1"));
        run.cell(kind, attack, attack, attack, Map.of(attack, attack + "2", "lr", "2"));
        run.write();

        browser.open(Report.write(other));
        browser.drawAll();

        assertThat(browser.ask("return [typeof window.broken, document.images.length, document.scripts.length]"))
                .isEqualTo(List.of("undefined", 0L, 3L));
        assertThat(browser.driver.findElement(By.tagName("h1")).getText()).isEqualTo(attack);
        assertThat(browser.complaints()).isEmpty();
    }

    private static String background() {
        return String.valueOf(browser.ask("return getComputedStyle(document.body).backgroundColor"));
    }

    private static String label(String selector) {
        return String.valueOf(
                browser.ask("return document.querySelector(arguments[0]).getAttribute('aria-label')", selector));
    }

    private static void select(String section, String label, int option) {
        browser.driver
                .findElements(By.xpath("//section[@id='" + section.substring(1) + "']//label[contains(., '" + label
                        + "')]/select/option"))
                .get(option)
                .click();
    }
}
