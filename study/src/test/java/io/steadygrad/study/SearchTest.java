package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Settings are chosen on validation data by tuning seeds; results come from fresh seeds at the chosen setting. */
class SearchTest {
    private static final String WORKLOADS = """
            study: rates
            seeds: 3
            workloads:
              flowers:
                data: {builtin: iris}
                preprocess: [standardize]
                model: {mlp: {hidden: [4], activation: tanh, output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                steps: 20
                target: {metric: test_accuracy, at_least: 0.8}
              line:
                data: {inline: {features: [[0], [1], [2], [3]], targets: [1, 3, 5, 7]}}
                model: {mlp: {hidden: [], output: {units: 1}, init: zeros}}
                loss: mean_squared_error
                steps: 200
                target: {metric: train_loss, at_most: 0.1}
            methods:
              plain: identity
              clip: clip_by_global_norm(1.0)
            """;
    private static final String STUDY = WORKLOADS + """
            search: {sampler: grid, space: {optimizer.lr: [0.001, 0.1, 10]}, seeds: 2}
            blocks:
              - {workloads: [flowers], optimizers: [sgd, adam]}
              - {workloads: [line], optimizers: [sgd]}
            """;

    @TempDir
    Path directory;

    private Study read(String text) throws Exception {
        return StudyReader.read(Files.writeString(directory.resolve("s.yaml"), text));
    }

    private static JsonNode run(Study study, Path run, int workers) throws Exception {
        new StudyRunner(new TrainingRunner()).run(study, run, workers, RunListener.NONE, () -> false);
        return Json.parse(Files.readString(run.resolve("summary.json")));
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static Set<Long> seeds(JsonNode summary, String phase) {
        return list(summary.get("trials")).stream()
                .filter(trial -> trial.get("phase").asString().equals(phase))
                .map(trial -> trial.get("seed").asLong())
                .collect(Collectors.toSet());
    }

    /** All that must not depend on who ran what when. */
    private static String numbers(JsonNode summary) {
        StringBuilder numbers = new StringBuilder();
        for (JsonNode trial : summary.get("trials")) {
            for (String key : List.of("id", "phase", "seed", "status", "metrics", "divergedAtStep")) {
                numbers.append(trial.get(key)).append(' ');
            }
        }
        return numbers + " " + summary.get("search") + " " + summary.get("cells");
    }

    @Test
    void choosesARatePerMethodOptimizerAndWorkloadAndReportsFreshSeeds() throws Exception {
        Study study = read(STUDY);
        assertThat(study.trials()).as("nothing is chosen yet").isEmpty();
        assertThat(study.tuning()).as("6 contests x 3 rates x 2 seeds").hasSize(36);
        assertThat(study.upcoming()).as("6 contests x 3 seeds").isEqualTo(18);

        JsonNode summary = run(study, directory.resolve("run"), 2);
        assertThat(summary.get("trials")).hasSize(36 + 18);
        assertThat(summary.get("cells")).hasSize(6);
        assertThat(seeds(summary, "final")).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(seeds(summary, "tuning")).hasSize(2).doesNotContain(0L, 1L, 2L);
        for (JsonNode trial : summary.get("trials")) {
            boolean tuning = trial.get("phase").asString().equals("tuning");
            assertThat(trial.get("metrics").has("test_loss"))
                    .as("test metrics belong to results")
                    .isEqualTo(!tuning);
        }
        assertThat(summary.get("search")).hasSize(6);
        for (JsonNode search : summary.get("search")) {
            assertThat(search.get("budget").get("trials").asInt()).isEqualTo(6);
            assertThat(search.get("spent").get("trials").asInt()).isEqualTo(6);
            double best = list(search.get("settings")).stream()
                    .filter(setting -> setting.get("diverged").asInt() == 0)
                    .mapToDouble(setting -> (search.get("higherIsBetter").asBoolean() ? -1 : 1)
                            * setting.get("score").asDouble())
                    .min()
                    .orElseThrow();
            double chosen = search.get("chosen").get("score").asDouble();
            assertThat(search.get("higherIsBetter").asBoolean() ? -chosen : chosen)
                    .isEqualTo(best);
        }
        JsonNode line = summary.get("search").get(4);
        assertThat(line.get("workload").asString()).isEqualTo("line");
        assertThat(line.get("select").asString())
                .as("its target is of training data")
                .isEqualTo("train_loss");
        assertThat(line.get("chosen").get("hyperparameters").get("optimizer.lr").asDouble())
                .isEqualTo(0.1);
        assertThat(line.get("settings").get(2).get("diverged").asInt())
                .as("a rate of 10 breaks plain descent")
                .isEqualTo(2);
        assertThat(line.get("atEdge")).as("0.1 lies between").isEmpty();
        JsonNode cell = summary.get("cells").get(4);
        assertThat(cell.get("optimizer").asString()).isEqualTo("sgd(lr=0.1)");
        assertThat(cell.get("family").asString()).isEqualTo("sgd");
        assertThat(cell.get("n").asInt()).isEqualTo(3);
    }

    @Test
    void givesTheSameNumbersWithAnyNumberOfWorkersAndAfterAnInterruption() throws Exception {
        String one = numbers(run(read(STUDY), directory.resolve("one"), 1));
        assertThat(numbers(run(read(STUDY), directory.resolve("two"), 2))).isEqualTo(one);

        Path broken = directory.resolve("broken");
        AtomicInteger asked = new AtomicInteger();
        RunResult stopped = new StudyRunner(new TrainingRunner())
                .run(read(STUDY), broken, 2, RunListener.NONE, () -> asked.incrementAndGet() > 300);
        assertThat(stopped.unfinished()).isTrue();
        assertThat(stopped.trials()).isEqualTo(54);
        StudyRunner.summarize(broken);
        assertThat(numbers(run(read(STUDY), broken, 1))).isEqualTo(one);
        StudyRunner.summarize(broken);
        assertThat(numbers(Json.parse(Files.readString(broken.resolve("summary.json")))))
                .isEqualTo(one);
    }

    @Test
    void extendingASearchRunsOnlyWhatIsMissing() throws Exception {
        Path run = directory.resolve("run");
        List<String> ran = new ArrayList<>();
        StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
            synchronized (ran) {
                ran.add(trial.id());
            }
            return new TrainingRunner().run(trial, out, watcher, stop);
        });
        runner.run(read(STUDY), run, 2, RunListener.NONE, () -> false);
        assertThat(ran).hasSize(54).doesNotHaveDuplicates();
        runner.run(read(STUDY), run, 2, RunListener.NONE, () -> false);
        assertThat(ran).as("nothing is missing").hasSize(54);
        runner.run(read(STUDY.replace("seeds: 3\n", "seeds: 4\n")), run, 2, RunListener.NONE, () -> false);
        assertThat(ran).as("one more seed for each of the 6").hasSize(60);
        Study resolved = StudyReader.read(run.resolve("study.yaml"));
        runner.run(resolved, run, 2, RunListener.NONE, () -> false);
        assertThat(ran).as("the resolved file is the same study").hasSize(60);
    }

    @Test
    void testDataCannotInfluenceTheChoice() throws Exception {
        List<String> choices = new ArrayList<>();
        Set<String> results = new HashSet<>();
        for (String targets : List.of("[0, 1, 1, 0, 1, 0, 1, 0, 1, 1]", "[0, 1, 1, 0, 1, 0, 0, 1, 0, 0]")) {
            Study study = read("""
                    study: leak
                    workloads:
                      w:
                        data: {inline: {features: [[0, 0], [0, 1], [1, 0], [1, 1], [0, 2], [2, 0], [1, 2], [2, 2], [2, 1], [3, 1]], targets: %s, train: 0..5, test: 6..9}}
                        preprocess: [standardize]
                        model: {mlp: {hidden: [4], activation: tanh, output: {units: 1, activation: sigmoid}}}
                        loss: binary_cross_entropy
                        validation: 0.34
                        steps: 30
                        optimizer: sgd
                    methods: {plain: identity}
                    search: {space: {optimizer.lr: [0.01, 0.1, 1]}}
                    """.formatted(targets));
            JsonNode summary = run(study, directory.resolve("run" + choices.size()), 1);
            JsonNode search = summary.get("search").get(0);
            choices.add(search.get("chosen").get("hyperparameters") + " "
                    + list(search.get("settings")).stream()
                            .map(setting -> setting.get("score").toString())
                            .toList());
            results.add(
                    summary.get("trials").get(6).get("metrics").get("test_loss").toString());
        }
        assertThat(choices.get(1)).isEqualTo(choices.get(0));
        assertThat(results).as("while the results differ").hasSize(2);
    }

    @Test
    void runsTheSmallestRateWhenEverythingDiverges() throws Exception {
        JsonNode summary = run(
                read(WORKLOADS
                        + "optimizers: sgd\nsearch: {space: {optimizer.lr: [1e6, 1e5, 1e7]}, select: train_loss}\n"
                        + "blocks: [{workloads: [line], methods: [plain]}]\n"),
                directory.resolve("run"),
                1);
        JsonNode search = summary.get("search").get(0);
        assertThat(search.get("allDiverged").asBoolean()).isTrue();
        assertThat(search.get("atEdge")).hasToString("[\"optimizer.lr\"]");
        assertThat(search.get("chosen")
                        .get("hyperparameters")
                        .get("optimizer.lr")
                        .asDouble())
                .isEqualTo(1e5);
        assertThat(summary.get("cells").get(0).get("diverged").asInt()).isEqualTo(3);
    }

    private List<String> problems(String rest) throws Exception {
        Path file = Files.writeString(directory.resolve("s.yaml"), WORKLOADS + "optimizers: sgd\n" + rest);
        try {
            StudyReader.read(file);
            return List.of();
        } catch (InvalidFileException e) {
            return e.problems().stream().map(String::valueOf).toList();
        }
    }

    @Test
    void saysEverythingThatIsWrongWithASearch() throws Exception {
        assertThat(
                        problems(
                                "search: {sampler: gird, space: {optimizer.lrr: [0.1], clip.max_nrm: [1]}, seed: 2, select: test_loss}\n"))
                .anyMatch(p -> p.contains("gird") && p.contains("grid"))
                .anyMatch(p -> p.contains("max_nrm") && p.contains("max_norm"))
                .anyMatch(p -> p.contains("no key 'seed'") && p.contains("seeds"))
                .anyMatch(p -> p.contains("never selects by test data") && p.contains("validation_loss"));
        assertThat(problems("search: {space: {optimizer.lr: [0.1, -1]}}\n")).anyMatch(p -> p.contains("-1"));
        assertThat(problems("search: {space: {optimizer.lr: [0.1], clip.max_norm: [1, 2]}}\n"))
                .anyMatch(p -> p.contains("same number of tuning trials") && p.contains("clip: 2, plain: 1"));
        assertThat(problems("search: {space: {optimizer.lr: \"log(1e-3, 1)\"}}\n"))
                .anyMatch(p -> p.contains("grid needs a list") && p.contains("random(trials=20)"));
        assertThat(problems("search: {sampler: random(4), space: {optimizer.lr: \"log(0, 1)\"}}\n"))
                .anyMatch(p -> p.contains("0 < low"));
        assertThat(problems("search: {space: {optimizer.lr: [0.1]}, seeds: [1, 7]}\n"))
                .anyMatch(p -> p.contains("fresh seeds") && p.contains(": 1;"));
        assertThat(problems("grid: {optimizer.lr: [0.1]}\nsearch: {space: {optimizer.lr: [0.1]}}\n"))
                .anyMatch(p -> p.contains("stands in the grid too"));
        assertThat(
                        problems(
                                "search: {space: {optimizer.lr: [0.1]}}\nblocks: [{name: rates}]\naccept: [{block: rate, reaches_target: true}]\n"))
                .singleElement()
                .asString()
                .contains("there is no block 'rate' (did you mean 'rates'?)");
        assertThat(problems("search: 3\n")).anyMatch(p -> p.contains("search must be a map"));
        assertThat(problems("search: {sampler: \"random(trials=0)\", space: {optimizer.lr: [0.1]}}\n"))
                .anyMatch(p -> p.contains("at least 1"));
    }

    @Test
    void everyMethodIsOfferedTheSameValuesOfWhatAllShare() throws Exception {
        Study study = read(WORKLOADS + """
                optimizers: sgd
                search:
                  sampler: random(trials=5)
                  space:
                    optimizer.lr: log(1e-4, 1)
                    clip.max_norm: uniform(0.1, 1)
                    batch: int(2, 3)
                """);
        for (String method : List.of("plain", "clip")) {
            SearchResult search = study.searches().stream()
                    .filter(one ->
                            one.workload().equals("flowers") && one.method().equals(method))
                    .findFirst()
                    .orElseThrow();
            assertThat(search.settings()).hasSize(5);
            assertThat(search.settings().get(0).hyperparameters().containsKey("clip.max_norm"))
                    .isEqualTo(method.equals("clip"));
        }
        List<Object> rates = study.searches().stream()
                .map(search -> (Object) search.settings().stream()
                        .map(setting -> setting.hyperparameters().get("optimizer.lr"))
                        .toList())
                .distinct()
                .toList();
        assertThat(rates).hasSize(1);
    }

    @Test
    void warnsWhereBlocksSearchTheSameWorkloadWithDifferentEffort() throws Exception {
        String blocks = """
                optimizers: sgd
                blocks:
                  - {name: few, workloads: [line], methods: [plain], search: {space: {optimizer.lr: [0.1, 1]}}}
                  - {name: many, workloads: [line], methods: [clip], search: {space: {optimizer.lr: [0.1, 1]}, seeds: 5}}
                """;
        assertThat(read(WORKLOADS + blocks).warnings())
                .hasSize(1)
                .first()
                .asString()
                .contains("'many' gives clip 10 tuning trials")
                .contains("'few' gives plain 4");
        assertThat(read(WORKLOADS + blocks.replace("seeds: 5", "seeds: 2")).warnings())
                .isEmpty();
    }

    @Test
    void expectationsSpeakOfWhatWasChosen() throws Exception {
        Study study = read(WORKLOADS + """
                optimizers: ["sgd(lr=9, momentum=0.5)"]
                search: {space: {optimizer.lr: [0.01, 0.1]}, seeds: 1}
                blocks: [{workloads: [line]}]
                claims:
                  - says: plain descent fits a line
                    expect: [{workload: line, method: plain, optimizer: "sgd(momentum=0.5)", reaches_target: true}]
                  - says: clipping is as good
                    expect: [{workload: line, method: clip, better_than: plain}]
                """);
        JsonNode summary = run(study, directory.resolve("run"), 1);
        assertThat(summary.get("claims").get(0).get("evidence").asString()).contains("3 of 3 runs");
        assertThat(summary.get("claims").get(1).get("evidence").asString())
                .as("compared with the other method's own best setting")
                .contains("of 3 runs");
        assertThat(summary.get("comparisons").get(0).get("tuned").asBoolean()).isTrue();
    }
}
