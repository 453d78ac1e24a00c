package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study file means in trials: counted by hand. */
class ExpansionTest {
    private static final String WORKLOADS = """
            workloads:
              a:
                data: {inline: {features: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [0, 1, 1, 0]}}
                model: {mlp: {hidden: [3], activation: tanh, output: {units: 1, activation: sigmoid}}}
                loss: binary_cross_entropy
                batch: 2
                steps: 10
                optimizer: sgd(lr=0.1)
              b:
                data: {inline: {features: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [0, 1, 1, 0]}}
                model: {mlp: {hidden: [4], output: {units: 1, activation: sigmoid}}}
                loss: binary_cross_entropy
                epochs: 3
                optimizer: adam(lr=0.01)
            methods:
              plain: identity
              clip: clip_by_global_norm(1)
              article: article(gamma=0.1)
            """;

    @TempDir
    Path directory;

    private Study study(String rest) throws Exception {
        return study(rest, WORKLOADS);
    }

    private Study study(String rest, String workloads) throws Exception {
        return StudyReader.read(Files.writeString(directory.resolve("s.yaml"), "study: s\n" + workloads + rest));
    }

    private static Map<String, Long> by(Study study, java.util.function.Function<Trial, String> what) {
        return study.trials().stream().collect(Collectors.groupingBy(what, TreeMap::new, Collectors.counting()));
    }

    @Test
    void everythingCrossesEverything() throws Exception {
        Study study = study("seeds: 4\n");
        assertThat(study.trials()).as("2 workloads x 3 methods x 4 seeds").hasSize(24);
        assertThat(study.trials().get(0).cell().title()).isEqualTo("a, plain, sgd(lr=0.1)");
        assertThat(study.trials().stream().limit(4).map(Trial::seed)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(study.workloads().get("a").budgetSteps()).isEqualTo(10);
        assertThat(study.workloads().get("b").budgetSteps())
                .as("3 epochs of the full batch")
                .isEqualTo(3);
        assertThat(study("").trials()).as("one seed when none is asked for").hasSize(6);
        assertThat(study("seeds: [7, 7, 9]\n").trials()).hasSize(12);
    }

    @Test
    void aMethodsParameterAppliesToThatMethodOnly() throws Exception {
        Study study = study("grid: {optimizer.lr: [0.1, 0.2], article.gamma: [0.01, 0.1, 1]}\n");
        assertThat(by(study, trial -> trial.cell().method()))
                .as("2 workloads x 2 rates, and 3 thresholds for the article's")
                .isEqualTo(Map.of("plain", 4L, "clip", 4L, "article", 12L));
        Trial last = study.trials().get(study.trials().size() - 1);
        assertThat(last.cell().hyperparameters()).isEqualTo(Map.of("optimizer.lr", 0.2, "article.gamma", 1.0));
        assertThat(last.cell().expression()).isEqualTo("article(gamma=1.0)");
        assertThat(last.cell().optimizer()).isEqualTo("adam(lr=0.2)");
    }

    @Test
    void optimizersReplaceTheWorkloadsOwn() throws Exception {
        Study study = study("optimizers: [sgd(lr=0.5), \"adam(lr=0.1, beta1=0.8)\", adagrad(lr=1)]\n");
        assertThat(by(study, trial -> trial.cell().optimizer()))
                .isEqualTo(Map.of("sgd(lr=0.5)", 6L, "adam(lr=0.1, beta1=0.8)", 6L, "adagrad(lr=1.0)", 6L));
    }

    @Test
    void theGridMayGiveTheLearningRateThatAnOptimizerLacks() throws Exception {
        Study study = study("optimizers: [sgd]\ngrid: {optimizer.lr: [0.5, 1]}\n");
        assertThat(by(study, trial -> trial.cell().optimizer()))
                .isEqualTo(Map.of("sgd(lr=0.5)", 6L, "sgd(lr=1.0)", 6L));
    }

    @Test
    void partsOfTheWorkloadCanBeVaried() throws Exception {
        Study study = study("grid: {model.hidden: [[2], [2, 2]], batch: [1, full]}\n");
        assertThat(study.trials())
                .as("2 workloads x 2 widths x 2 batches x 3 methods")
                .hasSize(24);
        assertThat(by(
                        study,
                        trial -> String.valueOf(trial.cell().hyperparameters().get("model.hidden"))))
                .isEqualTo(Map.of("[2]", 12L, "[2, 2]", 12L));
        assertThat(study.trials().stream()
                        .filter(trial -> trial.cell().workload().equals("b"))
                        .map(Trial::budgetSteps)
                        .distinct())
                .as("3 epochs of 4 rows, one by one and all at once")
                .containsExactlyInAnyOrder(12L, 3L);
    }

    @Test
    void partsOfACallCanBeVaried() throws Exception {
        String called = WORKLOADS
                .replace("optimizer: sgd(lr=0.1)", "optimizer: sgd(lr=0.1)\n    schedule: warm_restarts(period=440)")
                .replace("optimizer: adam(lr=0.01)", "optimizer: adam(lr=0.01)\n    schedule: warm_restarts(440)");
        Study study = study("grid: {schedule.period: [10, 20]}\n", called);
        assertThat(study.trials()).as("2 workloads x 2 periods x 3 methods").hasSize(12);
        assertThat(by(
                        study,
                        trial ->
                                String.valueOf(trial.cell().variant().settings().schedule())))
                .hasSize(2)
                .allSatisfy((schedule, count) -> {
                    assertThat(schedule).containsAnyOf("10", "20");
                    assertThat(count).isEqualTo(6);
                });
        assertThat(by(
                        study,
                        trial -> String.valueOf(trial.cell().hyperparameters().get("schedule.period"))))
                .isEqualTo(Map.of("10", 6L, "20", 6L));
        Study circles = study(
                "grid: {data.noise: [0, 0.2]}\nblocks: [{workloads: [a]}]\n",
                WORKLOADS.replaceFirst("\\{inline:.*", "{synthetic: \"circles(rows=20, noise=0.1)\"}"));
        assertThat(circles.trials()).hasSize(6);
    }

    @Test
    void blocksAreAddedUpAndWhatTheyShareRunsOnce() throws Exception {
        Study study = study("""
                seeds: 3
                blocks:
                  - {name: baseline}
                  - {name: rates, workloads: [a], methods: [plain, article], grid: {optimizer.lr: [0.1, 1], article.gamma: [0.1, 1]}, seeds: 2}
                  - {name: inputs, workloads: b, methods: [plain], preprocess: [none, standardize, [standardize, scale(2)]]}
                """);
        // baseline 2 x 3 x 3 = 18; rates 2 x (1 + 2) x 2 = 12, of which plain at 0.1 (2) and article at 0.1, 0.1 (2)
        // are known;
        // inputs 3 x 3 = 9, of which none (3) is known
        assertThat(study.trials()).hasSize(18 + 12 - 4 + 9 - 3);
        assertThat(study.trials().stream().map(Trial::id).distinct().count())
                .isEqualTo(study.trials().size());
        Cell shared = study.trials().get(0).cell();
        assertThat(shared.blocks()).containsExactly("baseline", "rates");
        assertThat(shared.hyperparameters())
                .as("labelled as in the block that varies it")
                .isEqualTo(Map.of("optimizer.lr", 0.1));
        assertThat(by(study, trial -> trial.cell().variant().inputs()))
                .isEqualTo(Map.of("none", 26L, "standardize", 3L, "standardize+scale(k=2.0)", 3L));
    }

    @Test
    void identityDependsOnWhatDecidesTheNumbersAndOnNothingElse() throws Exception {
        List<String> ids = study("").trials().stream().map(Trial::id).toList();
        assertThat(ids).allMatch(id -> id.matches("[0-9a-f]{64}")).doesNotHaveDuplicates();

        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        String text = "# a comment\nmethods: {article: \"article(0.1, reading=element)\"}\nstudy: renamed\n"
                + WORKLOADS
                        .substring(0, WORKLOADS.indexOf("methods:"))
                        .replace("sgd(lr=0.1)", "\"sgd(lr=1e-1, momentum=0)\"")
                        .replace(
                                "{mlp: {hidden: [3], activation: tanh,",
                                "{mlp: {activation: tanh, init: glorot_uniform, hidden: 3,")
                        .replace("  a:", "  first:");
        Study same = StudyReader.read(Files.writeString(elsewhere.resolve("t.yaml"), text));
        assertThat(same.trials().get(0).cell().workload()).isEqualTo("first");
        assertThat(ids)
                .as("other names, order, spelling and place")
                .contains(same.trials().get(0).id());

        for (String change : List.of(
                "sgd(lr=0.1) -> sgd(lr=0.11)",
                "batch: 2 -> batch: 3",
                "steps: 10 -> steps: 11",
                "hidden: [3] -> hidden: [3, 3]",
                "activation: tanh -> activation: relu",
                "[1, 1]] -> [1, 2]]",
                "binary_cross_entropy -> mean_squared_error",
                "clip_by_global_norm(1) -> clip_by_global_norm(2)",
                "optimizer: sgd -> threads: 2\n    optimizer: sgd",
                "optimizer: sgd -> shuffle: once\n    optimizer: sgd",
                "optimizer: sgd -> faults: [{at_step: 3, scale_batch: 10}]\n    optimizer: sgd")) {
            String[] parts = change.split(" -> ");
            String changed = "study: s\n" + WORKLOADS.replace(parts[0], parts[1]);
            assertThat(changed).as(change).contains(parts[1]);
            Study other = StudyReader.read(Files.writeString(directory.resolve("u.yaml"), changed));
            String before = ids.get(1);
            String after = other.trials().get(1).id();
            assertThat(after).as("a, clip after %s", change).isNotEqualTo(before);
        }
    }

    @Test
    void warnsOfAFaultThatNeverComes() throws Exception {
        String faulty = "study: s\n"
                + WORKLOADS.replace("optimizer: sgd", "faults: [{at_step: 11, nan_cell: true}]\n    optimizer: sgd");
        Study study = StudyReader.read(Files.writeString(directory.resolve("s.yaml"), faulty));
        assertThat(study.warnings()).hasSize(1);
        assertThat(study.warnings().get(0).toString())
                .endsWith(
                        "s.yaml:9:14: warning: this fault never happens: it comes at step 11, training ends after 10");
    }

    @Test
    void warnsOfRowsThatTrainAndTest() throws Exception {
        String rows = "targets: [0, 1, 1, 0], train: %s, test: %s}}";
        String[][] cases = {
            {"0..2", "2..3", "1 of the 2 test rows train too, the first is row 2"},
            {"0..3", "1..2", "2 of the 2 test rows train too, the first is row 1"},
            {"0..1", "2..3", ""},
            {"0..3", "0..3", ""}
        };
        for (String[] rowsOf : cases) {
            String text = "study: s\n"
                    + WORKLOADS
                            .replaceFirst("targets: \\[0, 1, 1, 0]}}", rows.formatted(rowsOf[0], rowsOf[1]))
                            .replace("batch: 2", "batch: full");
            Study study = StudyReader.read(Files.writeString(directory.resolve("s.yaml"), text));
            if (rowsOf[2].isEmpty()) {
                assertThat(study.warnings()).isEmpty();
            } else {
                assertThat(study.warnings()).hasSize(1);
                assertThat(study.warnings().get(0).toString())
                        .contains("s.yaml:4:")
                        .contains("warning: " + rowsOf[2]);
            }
        }
    }

    @Test
    void theResolvedStudyHasNoAnchors() throws Exception {
        String shared = study("grid: &rates {optimizer.lr: [0.1]}\nblocks: [{grid: *rates}]\n")
                .resolved();
        assertThat(shared).doesNotContain("&id").doesNotContain("*id");
        String text = "study: s\n" + WORKLOADS.replace("[[0, 0], [0, 1], [1, 0], [1, 1]]", "[[0], [1], [2], [3]]");
        assertThat(StudyReader.read(Files.writeString(directory.resolve("t.yaml"), text))
                        .resolved())
                .doesNotContain("&id")
                .contains("sigmoid");
    }
}
