package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Every sampler, and every kind of parameter, in small real studies. */
class SearchedSpacesTest {
    private static final String STUDY = """
            study: spaces
            seeds: 2
            workloads:
              flowers:
                data: {builtin: iris}
                preprocess: [standardize, "sparsify(threshold=0.1)"]
                model: {mlp: {hidden: [4], activation: tanh, output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                steps: 18
                schedule: cosine
                optimizer: sgd
            methods: {plain: identity, clip: clip_by_global_norm(1.0)}
            """;

    @TempDir
    Path directory;

    private Study read(String search) throws Exception {
        return StudyReader.read(Files.writeString(directory.resolve("s.yaml"), STUDY + search));
    }

    private static JsonNode run(Study study, Path run, int workers) throws Exception {
        new StudyRunner(new TrainingRunner()).run(study, run, workers, RunListener.NONE, () -> false);
        return Json.parse(Files.readString(run.resolve("summary.json")));
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sobol(trials=4); 4; 4",
                "random(trials=3); 3; 3",
                "halving(trials=9); 13; 13",
                "cma_es(trials=7); 7; 7"
            })
    void everySamplerSpendsItsBudgetForEveryMethodAndDoesNotDependOnWorkers(String sampler, int budget, int settings)
            throws Exception {
        String search = "search:\n  sampler: " + sampler
                + "\n  space: {optimizer.lr: \"log(1e-3, 10)\", clip.max_norm: \"uniform(0.01, 2)\"}\n  seeds: 1\n";
        JsonNode one = run(read(search), directory.resolve("one"), 1);
        for (JsonNode contest : one.get("search")) {
            assertThat(contest.get("budget").get("settings").asInt()).isEqualTo(budget);
            assertThat(contest.get("settings")).hasSize(settings);
            assertThat(contest.get("spent").get("trials").asInt()).isEqualTo(budget);
            assertThat(contest.get("spent").get("steps").asLong())
                    .isLessThanOrEqualTo(contest.get("budget").get("steps").asLong());
            assertThat(contest.get("chosen").get("share").asDouble()).isEqualTo(1);
        }
        assertThat(one.get("trials")).hasSize(2 * budget + 2 * 2);
        boolean enough = settings >= 9;
        assertThat(one.get("search").get(1).get("importance").isObject()).isEqualTo(enough);
        if (enough) {
            assertThat(one.get("search").get(1).get("importance").get("shares").size())
                    .isEqualTo(2);
        }
        JsonNode two = run(read(search), directory.resolve("two"), 2);
        assertThat(two.get("search")).isEqualTo(one.get("search"));
        assertThat(two.get("cells")).isEqualTo(one.get("cells"));
    }

    @Test
    void aRungIsTheBeginningOfTheWholeRun() throws Exception {
        Study study = read(
                "search: {sampler: \"halving(trials=3, factor=3, rungs=2)\", seeds: 1, space: {optimizer.lr: \"log(0.01, 1)\"}}\n");
        Trial rung = study.tuning().get(0);
        assertThat(rung.budgetSteps()).as("a third of 18").isEqualTo(6);
        Trial whole = new Trial(rung.cell(), rung.seed(), rung.id(), rung.content());
        double[] loss = new double[19];
        new TrainingRunner().run(rung, directory, (step, value) -> loss[(int) step] = value, () -> false);
        assertThat(loss[7]).isZero();
        Files.createDirectories(directory.resolve("traces"));
        new TrainingRunner()
                .run(
                        whole,
                        directory,
                        (step, value) -> {
                            if (step <= 6) {
                                assertThat(value).as("step %d", step).isEqualTo(loss[(int) step]);
                            }
                        },
                        () -> false);
    }

    @Test
    void everyPartCanBeSearched() throws Exception {
        Study study = read("""
                search:
                  sampler: random(trials=12)
                  seeds: 1
                  space:
                    optimizer.momentum: uniform(0, 0.9)
                    optimizer.lr: [0.01, 0.1]
                    clip.max_norm: log(0.1, 10)
                    model.hidden: [[4], [4, 4]]
                    model.init: [he_normal, "uniform(limit=0.05)"]
                    batch: int(8, 20)
                    preprocess.sparsify.threshold: uniform(0.1, 0.5)
                """);
        Map<String, List<Object>> tried = study.searches().get(1).settings().stream()
                .flatMap(setting -> setting.hyperparameters().entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        assertThat(tried)
                .hasSize(7)
                .allSatisfy((axis, values) -> assertThat(Map.of(axis, values).get(axis).stream()
                                .distinct()
                                .count())
                        .as(axis)
                        .isGreaterThan(1));
        Trial trial = study.tuning().get(0);
        Object threshold = trial.cell().hyperparameters().get("preprocess.sparsify.threshold");
        assertThat(trial.cell().variant().preprocessing().get(1)).contains("threshold=" + threshold);
        assertThat(trial.content()).contains("threshold=" + threshold);
    }

    @Test
    void alternativesForAllOfPreprocessingAreAnAxisToo() throws Exception {
        String alternatives = "{preprocess: [none, standardize, [standardize, binarize]]}";
        Study searched = read(
                "search: {seeds: 1, space: {optimizer.lr: [0.1], preprocess: [none, standardize, [standardize, binarize]]}}\n");
        assertThat(searched.tuning()).hasSize(2 * 3);
        assertThat(searched.tuning().stream()
                        .map(trial -> trial.cell().variant().preprocessing().size()))
                .containsExactly(0, 1, 2, 0, 1, 2);
        Study crossed = read("optimizers: sgd(lr=0.1)\ngrid: " + alternatives + "\n");
        assertThat(crossed.trials()).as("3 inputs x 2 methods x 2 seeds").hasSize(12);
        assertThat(crossed.trials().get(8).cell().hyperparameters()).containsKey("preprocess");
    }

    @Test
    void saysWhereASearchCannotBe() throws Exception {
        assertThat(problems("search: {sampler: cma_es(trials=9), space: {optimizer.lr: [0.1, 1]}}\n"))
                .anyMatch(p -> p.contains("cma_es needs a range for optimizer.lr"));
        assertThat(
                        problems(
                                "search: {sampler: \"halving(trials=5, factor=3, rungs=3)\", space: {optimizer.lr: [0.1, 1]}}\n"))
                .anyMatch(p -> p.contains("at least factor^(rungs - 1) = 9") && p.contains("found 5"));
        assertThat(problems("search: {space: {optimizer.lr: [0.1], preprocess.binarize.threshold: [0, 1]}}\n"))
                .anyMatch(p -> p.contains("no workload is preprocessed by a step 'binarize'"));
        assertThat(problems("search: {sampler: sobol(trials=4), space: {optimizer.lr: \"log(1e-3, 1\"}}\n"))
                .isNotEmpty();
        assertThat(problems("search: {sampler: sobol(trials=4), space: {optimizer.lr: \"lag(1e-3, 1)\"}}\n"))
                .anyMatch(p -> p.contains("lag") && p.contains("log"));
        assertThat(problems(
                        "search: {sampler: sobol(trials=4), space: {optimizer.lr: [0.1], batch: \"int(8, 500)\"}}\n"))
                .anyMatch(p -> p.contains("batch must be at most"));
        assertThat(
                        problems(
                                "search: {sampler: sobol(trials=4), space: {optimizer.momentum: \"uniform(0, 3)\", optimizer.lr: [0.1]}}\n"))
                .anyMatch(p -> p.contains("momentum"));
        assertThat(problems(
                        "search: {sampler: random(trials=1), space: {optimizer.lr: [0.1], batch: \"int(0, 8)\"}}\n"))
                .as("what no draw happens to meet is refused all the same")
                .singleElement()
                .asString()
                .contains("batch must be a whole number of rows of at least 1, or full, found '0'");
    }

    @Test
    void aMetricThatIsNotThereIsToldOnceWithTheNearest() throws Exception {
        assertThat(problems("search: {space: {optimizer.lr: [0.1, 1]}, select: validation_acc}\n"))
                .singleElement()
                .asString()
                .contains("there is no metric 'validation_acc' (did you mean 'validation_accuracy'?)");
    }

    @Test
    void saysAsManyStepsAsHalvingTakes() throws Exception {
        Study study = read(
                "search: {sampler: \"halving(trials=16, factor=4, rungs=2)\", seeds: 2, space: {optimizer.lr: \"log(0.01, 1)\"}}\n");
        SearchResult search = study.searches().get(0);
        long whole = search.budgetSteps();
        assertThat(whole % 4).as("a quarter is no whole number of steps").isNotZero();
        assertThat(search.steps()).isEqualTo(2 * (16 * ((whole + 3) / 4) + 4 * whole));
    }

    private List<String> problems(String rest) throws Exception {
        try {
            read(rest);
            return List.of();
        } catch (InvalidFileException e) {
            return e.problems().stream().map(String::valueOf).toList();
        }
    }
}
