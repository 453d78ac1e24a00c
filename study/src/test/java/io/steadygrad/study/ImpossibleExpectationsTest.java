package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steadygrad.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Acceptances and claims that no result could meet, because what they speak of does not exist. */
class ImpossibleExpectationsTest {
    private static final String STUDY = """
            study: s
            workloads:
              line:
                data: {inline: {features: [[0], [1], [2], [3]], targets: [1, 3, 5, 7]}}
                model: {mlp: {hidden: [], output: {units: 1}}}
                loss: mean_squared_error
                steps: 20
                optimizer: sgd(lr=0.1)
              flowers:
                data: {builtin: iris}
                model: {mlp: {hidden: [], output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                epochs: 2
                optimizer: sgd(lr=0.1)
                target: {metric: test_accuracy, at_least: 0.8}
            methods: {plain: identity, clip: clip_by_norm(1)}
            accept:
              - %s
            """;

    @TempDir
    Path directory;

    private void read(String expectation) throws Exception {
        StudyReader.read(Files.writeString(directory.resolve("s.yaml"), STUDY.formatted(expectation)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{workload: line, metric: test_los, at_most: 1}|30|'test_los' (did you mean 'test_loss'?)",
                "{workload: line, metric: test_accuracy, at_least: 1}|30|a regression has no metric 'test_accuracy'",
                "{workload: flowers, metric: test_r2, mean: 1, within: 1}|33|a classification has no metric 'test_r2'",
                "{workload: flowers, metric: validation_loss, at_most: 1}|33|without 'validation' has no metric",
                "{metric: test_accuracy, at_least: 0}|14|workload 'line': a regression has no metric 'test_accuracy'",
                "{workload: line, reaches_target: true}|38|workload 'line' has no target",
                "{workload: line, misses_target: 0.5}|37|workload 'line' has no target",
                "{workload: line, loss_monotone: {from: 1, to: 21}}|51|trains 20 steps; there is no step 21",
                "{workload: line, loss_lowest_at: 21}|38|trains 20 steps; there is no step 21",
                "{workload: line, loss_lowest_at: {step: 99, within: 80}}|45|there is no step 99",
                "{workload: line, metric: test_los, at_step: 0, at_most: 1}|30|'test_los' (did you mean 'test_loss'?)",
                "{workload: line, metric: test_loss, at_step: 21, at_most: 1}|30|there is no step 21",
                "{workload: line, mean_loss: {last: 21}, at_most: 1}|33|there is no step 21",
                "{workload: line, mean_loss: {last: 5, from: 1}, at_most: 1}|33|needs either {last: n}",
                "{workload: line, mean_loss: {last: 5}}|33|needs 'mean' (or 'sd') and 'within', or 'at_least'",
                "{workload: line, mean_loss: {last: 5}, mean: 1}|33|needs 'within'",
                "{workload: line, mean_loss: {last: 5}, mean: 1, at_least: 1}|33|takes one of 'mean', 'sd', and the range",
                "{workload: line, mean_loss: {last: 5}, mean: 1, within: 1, standard_errors: 1}|33|not both",
                "{workload: line, gradient_norm: {of: output.wieght}, at_most: 1}|37|'output.wieght' (did you mean 'output.weight'?)",
                "{workload: line, gradient_norm: {of: output, step: 21}, at_most: 1}|56|there is no step 21",
                "{workload: line, never_diverges: true, within: 1}|44|'within' belongs to metric, mean_loss, gradient_norm",
                "{workload: line, method: clip, as_often_as: plain}|49|workload 'line' has no target",
                "{workload: flowers, as_often_as: {method: plan}}|47|there is no method 'plan' (did you mean 'plain'?)",
                "{workload: flowers, as_often_as: {workload: line, optimizer: adam}}|5|no trial of this study is meant by 'line, adam'",
                "{workload: flowers, method: clip, as_often_as: plan}|52|there is no method 'plan' (did you mean 'plain'?)",
            })
    void areRefusedWhereTheyStand(String expectation, int column, String message) throws Exception {
        InvalidFileException refused = catchThrowableOfType(InvalidFileException.class, () -> read(expectation));
        assertThat(refused.problems()).hasSize(1);
        assertThat(refused.getMessage()).contains("s.yaml:19:" + column + ": ").contains(message);
    }

    @Test
    void thoseThatResultsCanMeetAreLeftAlone() throws Exception {
        read("{workload: line, metric: test_r2, at_least: 0.5}\n"
                + "  - {workload: flowers, reaches_target: 0.5}\n"
                + "  - {workload: flowers, method: clip, better_than: plain}\n"
                + "  - {workload: line, loss_monotone: {from: 1, to: 20}}\n"
                + "  - {workload: line, loss_lowest_at: {step: 20, within: 5}}\n"
                + "  - {metric: train_loss, at_most: 10}\n"
                + "  - {workload: flowers, method: clip, as_often_as: plain}\n"
                + "  - {workload: line, mean_loss: {last: 20}, at_most: 10}\n"
                + "  - {workload: line, metric: test_loss, at_step: 0, mean: 1, within: 2}\n"
                + "  - {gradient_norm: {of: output, over: output.bias, step: 14}, log: true, mean: 0, standard_errors: 4}\n"
                + "  - {gradient_norm: {of: all}, sd: 0.1, within: 1}");
    }
}
