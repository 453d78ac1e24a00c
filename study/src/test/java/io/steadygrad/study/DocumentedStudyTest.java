package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of the reference that can stand alone is read, so that the page cannot drift from the program. */
class DocumentedStudyTest {
    private static final List<String> WORKLOAD = List.of(
            "data: {builtin: iris}",
            "model: {mlp: {hidden: [5], output: {units: 13, activation: linear}}}",
            "loss: cross_entropy",
            "batch: 2",
            "epochs: 2",
            "optimizer: sgd(lr=0.1)");

    @TempDir
    Path directory;

    private static List<String> blocks(String kind) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "study-files.md"));
        Matcher matcher = Pattern.compile("```yaml " + kind + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page);
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    static List<String> workloadLines() throws IOException {
        return blocks("workload").stream().flatMap(String::lines).toList();
    }

    static List<String> studyParts() throws IOException {
        return blocks("study");
    }

    private Study read(String text) throws IOException {
        return StudyReader.read(Files.writeString(directory.resolve("s.yaml"), text));
    }

    @ParameterizedTest
    @MethodSource("workloadLines")
    void everyKeyOfAWorkload(String line) throws IOException {
        String key = line.substring(0, line.indexOf(':') + 1);
        List<String> workload = new ArrayList<>(WORKLOAD);
        workload.removeIf(own -> own.startsWith(key));
        if (line.contains("target: inputs")) {
            workload.removeIf(own -> own.startsWith("loss:"));
            workload.add("loss: mean_squared_error");
        }
        workload.add(line);
        Study study = read("study: s\nmethods: {plain: identity}\nworkloads:\n  w:\n    "
                + String.join("\n    ", workload) + "\n");
        assertThat(study.trials()).hasSize(1);
        assertThat(study.warnings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("studyParts")
    void everyPartOfAStudy(String part) throws IOException {
        String whole = studyParts().get(0);
        if (part.equals(whole)) {
            assertThat(read(part).trials())
                    .as("3 rates, for clip 2 norms each, 5 seeds")
                    .hasSize(5 * (3 + 6));
            return;
        }
        String key = part.substring(0, part.indexOf(':'));
        String base = whole.replaceAll("(?ms)^(grid|claims):.*?(?=^\\w|\\z)", "");
        if (key.equals("methods")) {
            base = base.replaceAll("(?ms)^methods:.*?(?=^\\w|\\z)", "");
        }
        assertThat(read(base + part).all()).isNotEmpty();
    }
}
