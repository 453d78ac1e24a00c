package io.steadygrad.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialMemoryTest {
    private static final long MB = 1L << 20;

    @TempDir
    Path folder;

    private TrialMemory most(String... workloads) throws IOException {
        Study study = StudyReader.read(Files.writeString(
                folder.resolve("s.yaml"),
                "study: s\nworkloads:\n" + String.join("", workloads) + "methods: {plain: identity}\n"));
        return TrialMemory.most(study);
    }

    private static String digits(String name, String model, String batch) {
        return "  " + name + ": {data: {builtin: digits}, model: " + model
                + ", loss: cross_entropy, steps: 1, optimizer: sgd(lr=0.1), batch: " + batch + "}\n";
    }

    private static String mlp(int units) {
        return "{mlp: {hidden: [" + units + "], activation: relu, output: {units: 10, activation: softmax}}}";
    }

    @Test
    void aSmallTrialTakesLittleMoreThanItsProcess() throws Exception {
        assertThat(most(digits("small", mlp(8), "16")).bytes())
                .isBetween(TrialMemory.PROCESS, TrialMemory.PROCESS + 4 * MB);
    }

    @Test
    void weightsCountWithGradientsMomentsAndTheBestOnes() throws Exception {
        // 64 x 20,000 + 20,000 + 20,000 x 10 + 10 numbers, 4 bytes each, 5 times: 29 MB
        TrialMemory most = most(digits("small", mlp(8), "16"), digits("wide", mlp(20_000), "1"));
        assertThat(most.workload()).isEqualTo("wide");
        assertThat(most.bytes() - TrialMemory.PROCESS).isBetween(28 * MB, 33 * MB);
    }

    @Test
    void whatLayersHandOnCountsForEachRowOfABatch() throws Exception {
        String net = mlp(10_000);
        long large = most(digits("a", net, "1001")).bytes();
        // 1,000 rows of 10,010 numbers, 4 bytes each, 3 times
        assertThat(large - most(digits("a", net, "1")).bytes()).isEqualTo(1000L * 10_010 * 4 * 3);
        assertThat(most(digits("a", net, "full")).bytes()).isGreaterThan(large);
    }

    @Test
    void eachRankTakesAProcessAndItsPartOfTheBatch() throws Exception {
        String net = mlp(10_000);
        long alone = most(digits("a", net, "1000")).bytes();
        long together = most(digits("a", net, "1000, ranks: 2")).bytes();
        assertThat(together)
                .isEqualTo(2 * most(digits("a", net, "500")).bytes())
                .isLessThan(2 * alone);
    }

    @Test
    void ofAModelOfYourOwnOnlyTheProcessAndTheRowsCount() throws Exception {
        String own = "{java: " + Poison.class.getName() + "}";
        TrialMemory iris = most(digits("own", own, "16").replace("digits}", "iris}"));
        assertThat(iris.bytes()).isEqualTo(TrialMemory.PROCESS + 150 * (4 + 1) * 4 * 3);
    }
}
