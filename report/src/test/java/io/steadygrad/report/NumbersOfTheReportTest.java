package io.steadygrad.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.formats.TraceFile;
import io.steadygrad.trace.TraceRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Numbers by hand against those that the page carries. */
class NumbersOfTheReportTest {

    @TempDir
    Path directory;

    @Test
    void a_diverged_run_counts_as_worst_in_the_median_and_in_the_interquartile_mean() throws IOException {
        JsonNode outcome = cell("""
                        {"workload": "w", "method": "m", "seed": 1, "status": "diverged", "metrics": {"test_loss": null}},
                        {"workload": "w", "method": "m", "seed": 2, "status": "completed", "reachedTarget": true, "metrics": {"test_loss": 0.1}},
                        {"workload": "w", "method": "m", "seed": 3, "status": "completed", "reachedTarget": true, "metrics": {"test_loss": 0.3}},
                        {"workload": "w", "method": "m", "seed": 4, "status": "diverged", "metrics": {"test_loss": null}},
                        {"workload": "w", "method": "m", "seed": 5, "status": "completed", "metrics": {"test_loss": 0.5}},
                        {"workload": "w", "method": "m", "seed": 6, "status": "stopped", "metrics": {"test_loss": 0.01}}""").path("outcome");

        // Five count: 0.1, 0.3, 0.5, worst, worst. The stopped one says nothing.
        assertThat(outcome.path("n").asInt()).isEqualTo(5);
        assertThat(outcome.path("median").asDouble()).isEqualTo(0.5);
        assertThat(outcome.path("finite").asInt()).isEqualTo(3);
        // The middle half of five reaches three quarters into the fourth, and that one diverged.
        assertThat(outcome.path("iqm").isNull()).isTrue();
        // Wilson, 2 of 5: 0.1176 to 0.7693.
        assertThat(outcome.path("low").asDouble()).isEqualTo(0.1176208);
        assertThat(outcome.path("high").asDouble()).isEqualTo(0.7692757);
    }

    @Test
    void when_most_runs_diverged_there_is_no_median() throws IOException {
        JsonNode cell = cell("""
                {"workload": "w", "method": "m", "seed": 1, "status": "diverged", "metrics": {}},
                {"workload": "w", "method": "m", "seed": 2, "status": "diverged", "metrics": {}},
                {"workload": "w", "method": "m", "seed": 3, "status": "completed", "metrics": {"test_loss": 0.3}}""");

        assertThat(cell.path("outcome").path("median").isNull()).isTrue();
        assertThat(cell.path("diverged").asInt()).isEqualTo(2);
    }

    @Test
    void a_grids_variants_are_told_apart_by_what_varies_only() throws IOException {
        JsonNode data = data("""
                {"workload": "w", "method": "a", "optimizer": "sgd(lr=0.1)", "hyperparameters": {"optimizer.lr": 0.1, "a.gamma": 1.0, "a.floor": 0}, "seed": 1, "status": "completed", "metrics": {"test_loss": 1}},
                {"workload": "w", "method": "a", "optimizer": "sgd(lr=0.1)", "hyperparameters": {"optimizer.lr": 0.1, "a.gamma": 10, "a.floor": 0}, "seed": 1, "status": "completed", "metrics": {"test_loss": 2}},
                {"workload": "w", "method": "b", "optimizer": "sgd(lr=0.1)", "hyperparameters": {"optimizer.lr": 0.10, "b.z": 3}, "seed": 1, "status": "completed", "metrics": {"test_loss": 3}}""");

        assertThat(data.path("cells")
                        .valueStream()
                        .map(cell -> cell.path("label").asString()))
                .containsExactly("a (gamma=1)", "a (gamma=10)", "b");
        assertThat(data.path("workloads").path(0).path("settings").valueStream().map(JsonNode::asString))
                .containsExactly("sgd(lr=0.1)");
    }

    @Test
    void optimizers_are_compared_other_things_equal() throws IOException {
        String trial =
                "{\"workload\": \"w\", \"method\": \"%s\", \"optimizer\": \"%s\", \"preprocess\": [%s], \"seed\": 1,"
                        + " \"status\": \"completed\", \"metrics\": {\"test_loss\": 1}}";
        JsonNode data = data(String.join(
                ",",
                trial.formatted("a", "sgd(lr=0.1)", ""),
                trial.formatted("b", "sgd(lr=0.1)", ""),
                trial.formatted("a", "adam(lr=0.1)", ""),
                trial.formatted("b", "adam(lr=0.1)", ""),
                trial.formatted("a", "rmsprop(lr=0.1)", ""),
                trial.formatted("a", "sgd(lr=0.5)", ""),
                trial.formatted("a", "adam(lr=0.1)", "\"standardize\"")));

        JsonNode comparison = data.path("groups").path(0);
        assertThat(comparison.path("factor").asString()).isEqualTo("optimizer");
        List<String> compared = comparison
                .path("cells")
                .valueStream()
                .map(id -> data.path("cells").path(id.asInt()))
                .map(cell -> cell.path("method").asString() + " "
                        + cell.path("optimizer").asString() + " "
                        + cell.path("inputs").asString())
                .toList();
        // RMSProp is a kind of its own; the second rate of sgd belongs to one method's grid.
        assertThat(compared)
                .containsExactlyInAnyOrder(
                        "a sgd(lr=0.1) raw",
                        "b sgd(lr=0.1) raw",
                        "a adam(lr=0.1) raw",
                        "b adam(lr=0.1) raw",
                        "a rmsprop(lr=0.1) raw");
    }

    @Test
    void where_a_search_chose_each_methods_rate_optimizers_are_compared_by_their_kind() throws IOException {
        String trial =
                "{\"workload\": \"w\", \"method\": \"%s\", \"optimizer\": \"%s(lr=%s)\", \"family\": \"%s\", \"tuned\": [\"optimizer.lr\"],"
                        + " \"hyperparameters\": {\"optimizer.lr\": %s}, \"seed\": 1, \"status\": \"completed\", \"metrics\": {\"test_loss\": 1}}";
        JsonNode data = data(String.join(
                ",",
                trial.formatted("a", "sgd", "0.1", "sgd", "0.1"),
                trial.formatted("b", "sgd", "0.5", "sgd", "0.5"),
                trial.formatted("a", "adam", "0.01", "adam", "0.01"),
                trial.formatted("b", "adam", "0.03", "adam", "0.03")));
        assertThat(data.path("groups").path(0).path("cells"))
                .as("none left out")
                .hasSize(4);
        assertThat(data.path("cells")
                        .valueStream()
                        .map(cell -> cell.path("family").asString()))
                .containsExactlyInAnyOrder("sgd", "sgd", "adam", "adam");
    }

    @Test
    void a_marked_step_has_the_median_of_exactly_that_step() throws IOException {
        Files.createDirectories(directory.resolve("traces"));
        // At step 2: 0.5, 0.7, and a run that is over, which counts as worst.
        trace("a", 0.9, 0.5, 0.1);
        trace("b", 0.8, 0.7, 0.6);
        trace("c", 3);
        String run = "{\"id\": \"%s\", \"workload\": \"w\", \"method\": \"m\", \"seed\": %d, \"status\": \"%s\","
                + " \"metrics\": {}, \"trace\": \"traces/%s.npz\"}";
        Files.writeString(
                directory.resolve("summary.json"),
                "{\"study\": \"s\", \"claims\": [{\"says\": \"x\", \"verdict\": \"refuted\", \"evidence\": \"\", \"marks\":"
                        + " [{\"workload\": \"w\", \"step\": 2}, {\"workload\": \"w\", \"step\": 4}, {\"workload\": \"v\", \"step\": 1}]}],"
                        + " \"trials\": ["
                        + String.join(
                                ",",
                                run.formatted("a", 1, "completed", "a"),
                                run.formatted("b", 2, "completed", "b"),
                                run.formatted("c", 3, "diverged", "c"))
                        + "]}");

        assertThat(page().path("curves").path("0").path("loss").path("marks"))
                .as("no run got to step 4, and step 1 is another workload's")
                .hasToString("[{\"step\":2,\"median\":0.7}]");
    }

    private void trace(String id, double... losses) throws IOException {
        TraceRecorder recorder = new TraceRecorder(List.of("output.weight"), List.of("output"));
        for (int i = 0; i < losses.length; i++) {
            recorder.step(i + 1, losses[i], 0.1, 1, 1, true, false, false, Double.NaN);
        }
        TraceFile.write(directory.resolve("traces/" + id + ".npz"), recorder.trace());
    }

    @Test
    void the_case_analysis_reads_the_traces() throws IOException {
        SampleRun run = new SampleRun(directory);
        run.steps = 200;
        run.cell(new SampleRun.Kind("fading", "", 6, 0.1, 0, 0.7), "plain", "sgd(lr=0.1)", "raw", Map.of());
        run.cell(new SampleRun.Kind("bursting", "", 4, 3, 1.5, 0.7), "plain", "sgd(lr=0.1)", "raw", Map.of());
        run.write();
        JsonNode workloads = page().path("workloads");

        String fading = analysis(workloads, "fading");
        assertThat(fading).contains("smallest in `hidden.0`", "back to the first layer it faded by a factor of");
        String bursting = analysis(workloads, "bursting");
        assertThat(bursting)
                .contains(
                        "6 of 6 runs of `plain` diverged",
                        "its gradient norm rose from",
                        "first seen non-finite at step",
                        "in `hidden.2`");
    }

    @Test
    void the_case_analysis_names_the_layer_and_the_step_and_what_the_control_did() throws IOException {
        Files.createDirectories(directory.resolve("traces"));
        // Norms of two layers by step; `late` grows a hundredfold at step 3, `early` never does.
        layers("a", false, new double[] {1, 2, 3, 4}, new double[] {1, 10, 120, 5000});
        layers("b", true, new double[] {1, 2, 3, 4}, new double[] {1, 10, 20, 30});
        String run = "{\"id\": \"%s\", \"workload\": \"w\", \"method\": \"%s\", \"expression\": \"%s\", \"seed\": 7,"
                + " \"status\": \"%s\", \"divergedAtStep\": %s, \"metrics\": {%s}, \"reachedTarget\": %s,"
                + " \"control\": {\"engagedFraction\": %s, \"rejectedSteps\": %s}, \"trace\": \"traces/%s.npz\"}";
        JsonNode page = data(String.join(
                ",",
                run.formatted("a", "plain", "identity", "diverged", "4", "", "false", "0", "0", "a"),
                run.formatted(
                        "b",
                        "clip",
                        "clip_by_global_norm",
                        "completed",
                        "null",
                        "\"test_loss\": 0.25",
                        "true",
                        "0.75",
                        "1",
                        "b")));

        assertThat(page.path("workloads").path(0).path("analysis").valueStream().map(JsonNode::asString))
                .contains(
                        "Seed 7 under `plain`: the gradient norm began at 1.41 and peaked at 5000 at step 4; the first layer to"
                                + " grow a hundredfold was `late`, at step 3; the run diverged at step 4.",
                        "The same seed under `clip`: the gradient norm began at 1.41 and peaked at 30.3 at step 4; the control bit"
                                + " at 75\u00a0% of the steps, first at step 2, and let no norm above 1.41 through; 1 step was"
                                + " rejected; final test loss 0.25, target reached.");
    }

    private void layers(String id, boolean control, double[] early, double[] late) throws IOException {
        TraceRecorder recorder = new TraceRecorder(List.of("early.weight", "late.weight"), List.of("early", "late"));
        for (int i = 0; i < early.length; i++) {
            double norm = Math.hypot(early[i], late[i]);
            boolean bites = control && i > 0;
            recorder.step(i + 1, 1, 0.1, norm, bites ? 1 : norm, true, false, bites, bites ? 1 : Double.NaN);
            double[] both = {early[i], late[i]};
            recorder.tensors(i + 1, both, both, both, new long[2]);
        }
        TraceFile.write(directory.resolve("traces/" + id + ".npz"), recorder.trace());
    }

    @Test
    void the_two_runs_beside_each_other_have_the_same_seed() throws IOException {
        SampleRun run = new SampleRun(directory);
        run.steps = 60;
        SampleRun.Kind healthy = new SampleRun.Kind("healthy", "", 3, 0.8, 0, 0.7);
        run.cell(healthy, "plain", "sgd(lr=0.1)", "raw", Map.of());
        run.cell(healthy, "clip-norm", "sgd(lr=0.1)", "raw", Map.of());
        run.write();

        JsonNode page = page();
        List<String> shown = page.path("workloads")
                .path(0)
                .path("shown")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        List<JsonNode> pictures = shown.stream()
                .map(id -> page.path("pictures")
                        .valueStream()
                        .filter(picture -> picture.path("trial").asString().equals(id))
                        .findFirst()
                        .orElseThrow())
                .toList();
        assertThat(pictures).hasSize(2);
        assertThat(pictures).extracting(picture -> picture.path("cell").asInt()).doesNotHaveDuplicates();
        assertThat(pictures.get(0).path("why").asString()).isEqualTo("median run");
        assertThat(pictures.get(1).path("why").asString())
                .as("the median run of clip-norm is another seed's")
                .isEqualTo("same seed");
        assertThat(pictures.get(1).path("seed")).isEqualTo(pictures.get(0).path("seed"));
    }

    private static String analysis(JsonNode workloads, String name) {
        return workloads
                .valueStream()
                .filter(workload -> workload.path("name").asString().equals(name))
                .map(workload -> workload.path("analysis").toString())
                .findFirst()
                .orElseThrow();
    }

    private JsonNode cell(String trials) throws IOException {
        return data(trials).path("cells").path(0);
    }

    private JsonNode data(String trials) throws IOException {
        Files.writeString(
                directory.resolve("summary.json"),
                "{\"study\": \"s\", \"workloads\": {\"w\": {\"target\": {\"metric\": \"test_loss\", \"at_most\": 0.4}}}, \"trials\": ["
                        + trials + "]}");
        return page();
    }

    private JsonNode page() throws IOException {
        String html = Files.readString(Report.write(directory));
        String mark = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(mark) + mark.length();
        return new JsonMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }
}
