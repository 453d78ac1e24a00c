package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the studies of published truths that take seconds; {@code make truths} runs the whole of them. */
class TruthsTest {
    @TempDir
    Path directory;

    private void holds(String name, Predicate<Trial> trials, Predicate<Expectation> accept) throws Exception {
        Study whole = StudyReader.read(Path.of("..", "studies", "truths", name + ".yaml"));
        List<Expectation> accepted = whole.accept().stream().filter(accept).toList();
        assertThat(accepted).isNotEmpty();
        Study part = new Study(
                whole.file(),
                whole.name(),
                whole.description(),
                whole.workloads(),
                whole.methods(),
                whole.trials().stream().filter(trials).toList(),
                accepted,
                List.of(),
                whole.resolved(),
                List.of());
        RunResult result = new StudyRunner(new TrainingRunner()).run(part, directory, 1, RunListener.NONE, () -> false);
        assertThat(result.failures()).isEmpty();
        assertThat(result.missed()).isEmpty();
    }

    @Test
    void closedFormsOfGradientsAtInitialisationAndOfStability() throws Exception {
        holds("closed-forms", trial -> trial.seed() < 80, expectation -> true);
    }

    @Test
    void weightGradientsHideVanishingBehindStandardInitialisation() throws Exception {
        holds("glorot-bengio", trial -> trial.seed() < 10, expectation -> true);
    }

    @Test
    void firstStepsOfThirtyLayers() throws Exception {
        holds(
                "deep-relu",
                trial -> trial.cell().blocks().contains("first-step") && trial.seed() < 25,
                expectation -> expectation.selection().workload().stream().anyMatch(w -> w.endsWith("first-step")));
    }

    @Test
    void theQuadraticOfDeepObsStartsAndExplodesWhereItIsPublishedTo() throws Exception {
        holds(
                "quadratic-deep",
                trial -> trial.seed() == 0
                        && trial.cell().method().equals("plain")
                        && !trial.cell().optimizer().startsWith("adam"),
                expectation -> List.of("SGD, lr .0251: finite", "SGD, lr .0398: NaN", "momentum .99, lr .0631: finite")
                                .contains(expectation.says())
                        || expectation.says().startsWith("test loss at the start"));
    }
}
