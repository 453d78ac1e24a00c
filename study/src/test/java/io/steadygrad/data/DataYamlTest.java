package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steadygrad.synthetic.Generators;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import io.steadygrad.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms that study files may write under {@code data:}. */
class DataYamlTest {
    @TempDir
    Path folder;

    private final Problems problems = new Problems("study.yaml");

    private Split load(String yaml) throws IOException {
        DataSource source = bind(yaml);
        assertThat(problems.all()).isEmpty();
        return Objects.requireNonNull(source).load();
    }

    private DataSource bind(String yaml) {
        Binder binder = new Binder(problems, folder)
                .choose(DataSource.class, DataSources.catalog())
                .choose(Generator.class, Generators.catalog());
        Yaml node = Objects.requireNonNull(YamlReader.parse(yaml, problems));
        return binder.bind(node, DataSource.class, "data").orElse(null);
    }

    @Test
    void csvRelativeToTheStudy() throws IOException {
        StringBuilder csv = new StringBuilder("x0,x1,y\n");
        for (int row = 0; row < 10; row++) {
            csv.append(row).append(',').append(-row).append(',').append(row % 2).append('\n');
        }
        Files.writeString(folder.resolve("circle.csv"), csv);

        Split split = load("{csv: circle.csv, features: [x0, x1], target: y, train: 0..6, test: 7..9}");
        assertThat(split.train().rows()).isEqualTo(7);
        assertThat(split.test().features()).startsWith(7, -7);
        assertThat(split.train().classes()).isEqualTo(2);

        assertThat(load("{csv: {file: circle.csv, target: [x0, x1]}}").train().targetShape())
                .containsExactly(2);
        assertThat(load("{csv: circle.csv, target: inputs, features: x1}")
                        .train()
                        .targetsAreInputs())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"digits, 64, 1258", "iris, 4, 105", "wine, 13, 125", "breast_cancer, 30, 398"})
    void builtin(String name, int features, int rows) throws IOException {
        Split split = load("{builtin: " + name + "}");

        assertThat(split.train().featureSize()).isEqualTo(features);
        assertThat(split.train().rows()).isEqualTo(rows);
        assertThat(load("{builtin: {name: " + name + ", train: 0..9}}").train().rows())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{synthetic: \"spirals(rows=60, classes=3)\"}",
                "{synthetic: spirals, rows: 60, classes: 3}",
                "{synthetic: {spirals: {rows: 60, classes: 3}}}",
                "{synthetic: {generator: {spirals: {rows: 60, classes: 3}}}}",
                "{synthetic: {spirals: {rows: 60, classes: 3}}, train: 0..59}",
                "{synthetic: spirals, rows: 60, classes: 3, train: 0..59}",
            })
    void syntheticInAllItsForms(String yaml) throws IOException {
        Split split = load(yaml);

        assertThat(split.train().rows()).isEqualTo(60);
        assertThat(split.train().classes()).isEqualTo(3);
        assertThat(split.test().rows()).isEqualTo(1000);
    }

    @Test
    void syntheticReconstruction() throws IOException {
        Split split = load("{synthetic: \"randn(1000, 10)\", target: inputs}");

        assertThat(split.train().rows()).isEqualTo(1000);
        assertThat(split.train().featureShape()).containsExactly(10);
        assertThat(split.train().targetsAreInputs()).isTrue();
        assertThat(load("{synthetic: circles}").train().rows()).isEqualTo(1000);
    }

    @Test
    void inline() throws IOException {
        Split split = load("{inline: {features: [[0,0],[0,1],[1,0],[1,1]], targets: [0,1,1,0]}}");
        assertThat(split.train().features()).containsExactly(0, 0, 0, 1, 1, 0, 1, 1);
        assertThat(split.train().targets()).containsExactly(0, 1, 1, 0);
        assertThat(split.test().classes()).isEqualTo(2);

        Split sequences =
                load("{inline: {features: [[[1],[2.5]],[[3],[-4e0]]], target: inputs, train: 0..0, test: 1..1}}");
        assertThat(sequences.test().features()).containsExactly(3, -4);
        assertThat(sequences.train().featureShape()).containsExactly(2, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{idx: fashion-mnist, train: 20, test: 10}",
                "{idx: {train: 20, test: 10}}",
                "{idx: /usr/share/datasets/fashion-mnist, train: 0..19, test: 0..9}"
            })
    void fashionMnist(String yaml) throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/usr/share/datasets/fashion-mnist")));
        Split split = load(yaml);

        assertThat(split.train().rows()).isEqualTo(20);
        assertThat(split.test().rows()).isEqualTo(10);
    }

    @Test
    void java() throws IOException {
        assertThat(load("{java: " + JavaSourceTest.Line.class.getName() + "}")
                        .train()
                        .rows())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{builtin: irs} | did you mean 'iris'",
                "{synthetic: spirals, rowz: 3} | did you mean 'rows'",
                "{synthetic: spirel} | did you mean 'spirals'",
                "{synthetic: spirals, rows: 0} | 'rows' must be at least 1",
                "{csv: a.csv} | needs 'target'",
                "{csv: a.csv, target: y, trian: 0..3} | did you mean 'train'",
                "{csv: a.csv, target: y, train: 5..3} | end before they begin",
                "{inline: {features: [[1, 2], [3]], targets: [0, 1]}} | entry [1] must be a list of 2",
                "{inline: {features: [[1], [x]], targets: [0, 1]}} | finite number, found x",
                "{inline: {features: [[1], [2]]}} | 'targets' are missing",
                "{cvs: a.csv, target: y} | did you mean 'csv'",
            })
    void mistakesAreNamed(String yaml, String message) {
        assertThat(bind(yaml)).isNull();
        assertThat(problems.all())
                .anySatisfy(problem -> assertThat(problem.toString()).contains(message));
    }
}
