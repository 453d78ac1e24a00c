package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.study.RunListener;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.TrainingRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a run whose summary was never written, as after a kill. */
class ReportTest {
    private static final String STUDY = """
            study: line
            workloads:
              line:
                data: {csv: line.csv, features: [x], target: y, train: 0..1, test: 2..2}
                model: {mlp: {hidden: [], output: {units: 1}}}
                loss: mean_squared_error
                steps: 5
                optimizer: sgd(lr=0.1)
            methods: {plain: identity}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path run;

    @BeforeEach
    void train() throws Exception {
        run = folder.resolve("run");
        Files.writeString(folder.resolve("line.csv"), "x,y\n0,1\n1,3\n2,5\n");
        Path file = Files.writeString(folder.resolve("line.yaml"), STUDY);
        new StudyRunner(new TrainingRunner()).run(StudyReader.read(file), run, 1, RunListener.NONE, () -> false);
    }

    private int report() {
        return Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute("report", run.toString(), "--figures", "svg");
    }

    @Test
    void isMadeFromTheStore() throws Exception {
        String summary = Files.readString(run.resolve("summary.json"));
        Files.delete(run.resolve("summary.json"));
        assertThat(report()).as(err.toString()).isZero();
        assertThat(run.resolve("report.html")).isNotEmptyFile();
        assertThat(withoutParameters(Files.readString(run.resolve("summary.json"))))
                .isEqualTo(withoutParameters(summary));
        assertThat(err.toString()).isEmpty();
    }

    /** The study in the run's directory names every parameter, the user's only some. */
    private static String withoutParameters(String summary) {
        return summary.replaceAll("sgd\\([^)]*\\)", "sgd");
    }

    @Test
    void leavesACompleteSummaryAsTheUserWroteIt() throws Exception {
        String summary = Files.readString(run.resolve("summary.json"));
        assertThat(report()).isZero();
        assertThat(run.resolve("summary.json")).hasContent(summary);
    }

    @Test
    void fallsBackOnTheSummaryWhereTheDataAreGone() throws Exception {
        Files.delete(folder.resolve("line.csv"));
        assertThat(report()).isZero();
        assertThat(err.toString()).contains("line.csv").contains("note: ").contains("summary.json");

        Files.delete(run.resolve("summary.json"));
        assertThat(report()).isEqualTo(2);
        assertThat(err.toString())
                .contains("steady report: the study of this run can no longer be read, and there is no summary.json");
    }
}
