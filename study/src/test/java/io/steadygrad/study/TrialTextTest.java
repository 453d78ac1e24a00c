package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial goes elsewhere as a line of text, and means the same there. */
class TrialTextTest {
    private static final String STUDY = """
            study: travels
            seeds: [3, 8]
            workloads:
              points:
                data: {csv: points.csv, features: [a], target: y, train: 0..29, test: 30..39}
                preprocess: [standardize]
                model: {mlp: {hidden: [4], activation: tanh, output: {units: 1, activation: sigmoid}}}
                loss: binary_cross_entropy
                batch: 8
                steps: 12
                validation: 0.2
                faults: [{at_step: 5, scale_batch: 40}]
                save: final
              iris:
                data: {builtin: iris}
                model: {mlp: {hidden: [4], activation: relu, output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                steps: 10
                repair: true
            optimizers: [sgd(lr=0.1)]
            methods: {plain: identity, clip: zclip(warmup=3)}
            grid: {optimizer.lr: [0.02, 1e9], clip.z: [2.5], model.hidden: [[6], [4, 4]]}
            """;

    @TempDir
    Path folder;

    private Study study(String text) throws IOException {
        StringBuilder points = new StringBuilder("a,y\n");
        for (int i = 0; i < 40; i++) {
            points.append(Math.sin(i * 1.7)).append(',').append(i % 2).append('\n');
        }
        Files.writeString(folder.resolve("points.csv"), points);
        return StudyReader.read(Files.writeString(folder.resolve("study.yaml"), text));
    }

    private TrialOutcome train(Trial trial, String directory) {
        RunDirectory run = RunDirectory.create(folder.resolve(directory));
        return new TrainingRunner().run(trial, run.directory(), (step, loss) -> {}, () -> false);
    }

    @Test
    void everyTrialOfAStudyIsTheSameTrialAfterItsJourney() throws Exception {
        Study study = study(STUDY);
        TrialText there = new TrialText();
        assertThat(study.all()).hasSize(32);
        for (Trial trial : study.all()) {
            String text = TrialText.write(study, trial);
            assertThat(text).doesNotContain("\n");
            assertThat(there.read(text).id()).isEqualTo(trial.id());
        }
    }

    @Test
    void itsNumbersAndFilesAreTheSame() throws Exception {
        Study study = study(STUDY);
        for (Trial here : List.of(study.trials().get(0), study.trials().get(31))) {
            Trial there = new TrialText().read(TrialText.write(study, here));
            TrialOutcome one = train(here, "here");
            TrialOutcome two = TrialOutcome.fromJson(train(there, "there").toJson());
            assertThat(two.metrics())
                    .isEqualTo(TrialOutcome.fromJson(one.toJson()).metrics());
            assertThat(two.status()).isEqualTo(one.status());
            for (String file : RunDirectory.files(here)) {
                Path written = folder.resolve("here").resolve(file);
                if (Files.exists(written)) {
                    assertThat(folder.resolve("there").resolve(file)).hasSameBinaryContentAs(written);
                }
            }
        }
    }

    @Test
    void aTrialThatHelpsToChooseStaysOne() throws Exception {
        Study study = study(STUDY.replaceAll("grid: .*", "")
                + "search: {sampler: \"halving(trials=9)\", space: {optimizer.lr: \"log(1e-3, 1)\"}, seeds: 1}\n");
        Trial tuning = study.tuning().get(0);
        Trial there = new TrialText().read(TrialText.write(study, tuning));
        assertThat(there.id()).isEqualTo(tuning.id());
        assertThat(there.phase()).isEqualTo(Phase.TUNING);
        assertThat(there.budgetSteps()).isEqualTo(tuning.budgetSteps()).isLessThan(12);
    }

    @Test
    void whoWouldTrainSomethingElseRefuses() throws Exception {
        Study study = study(STUDY);
        String text = TrialText.write(study, study.trials().get(0));
        String other = text.replace(study.trials().get(0).id(), "0".repeat(64));
        assertThatThrownBy(() -> new TrialText().read(other)).hasMessageContaining("has another version");

        Files.writeString(folder.resolve("points.csv"), "a,y\n" + "0.5,1\n".repeat(40));
        assertThatThrownBy(() -> new TrialText().read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the data of workload 'points' are not those");
    }
}
