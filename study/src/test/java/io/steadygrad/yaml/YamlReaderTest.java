package io.steadygrad.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    @TempDir
    Path directory;

    private final Problems problems = new Problems("s.yaml");

    private @Nullable Yaml read(String text) {
        return YamlReader.parse(text, problems);
    }

    private List<String> said() {
        return problems.all().stream().map(Problem::toString).toList();
    }

    @Test
    void keepsThePositionOfEveryNode() {
        Yaml.Mapping root = (Yaml.Mapping) read("a: 1\nb:\n  - x\n  - 'y z'\n");
        assertThat(root.keys()).containsExactly("a", "b");
        Yaml.Sequence list = (Yaml.Sequence) root.get("b");
        assertThat(list.items().get(0).place()).isEqualTo(new Place(3, 5));
        assertThat(list.items().get(1).place()).as("inside the quotes").isEqualTo(new Place(4, 6));
        assertThat(root.get("a")).isEqualTo(new Yaml.Text(new Place(1, 4), "1", false));
        assertThat(said()).isEmpty();
    }

    @Test
    void reportsEveryKeyThatStandsTwice() {
        read("a: 1\nb: 2\na: 3\nb: 4\n");
        assertThat(said())
                .containsExactly(
                        "s.yaml:3:1: 'a' stands twice; the first is at line 1, column 1",
                        "s.yaml:4:1: 'b' stands twice; the first is at line 2, column 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[adam(lr=0.1, beta1=0.8), sgd(lr=1)];1:2;adam(lr=0.1, beta1=0.8)",
                "{clip: clip_by_norm(1, l1), b: identity};1:8;clip_by_norm(1, l1)",
                "{a: f(g(1, 2), 3), b: x};1:5;f(g(1, 2), 3)",
                "{a: 1, b: f(1, 2, 3)};1:11;f(1, 2, 3)",
            })
    void seesExpressionsThatACommaTookApart(String text, String place, String whole) {
        Yaml root = read(text);
        assertThat(said())
                .containsExactly(
                        "s.yaml:" + place + ": YAML splits this expression at its comma, because it stands inside"
                                + " [...] or {...}; quote it: \"" + whole + "\"");
        assertThat(root.toString())
                .as("put together again, so that nothing else is reported")
                .contains(whole);
    }

    @Test
    void leavesExpressionsAloneThatAreWhole() {
        read("[adam(lr=0.1), \"sgd(lr=1, momentum=0.9)\"]");
        assertThat(said()).isEmpty();
        problems.all();
        read("a: clip_by_norm(1, l1)");
        assertThat(said()).as("no comma splits outside of brackets").isEmpty();
    }

    @Test
    void mergesWhatAnotherMapHas() {
        Yaml.Mapping root = (Yaml.Mapping) read("a: &base {x: 1, y: 2}\nb:\n  <<: *base\n  y: 3\n");
        Yaml.Mapping b = (Yaml.Mapping) root.get("b");
        assertThat(((Yaml.Text) b.get("x")).value()).isEqualTo("1");
        assertThat(((Yaml.Text) b.get("y")).value()).isEqualTo("3");
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "``;s.yaml:1:1: the file is empty",
                "`# only a comment`;s.yaml:1:1: the file is empty",
                "`a: [1, 2`;not valid YAML",
                "`a: 'x`;not valid YAML",
                "`a: 1\n\tb: 2`;s.yaml:2:1: a tab indents this line; YAML allows spaces only",
                "`a: 1\n b: 2`;s.yaml:2:3: not valid YAML",
                "`a: 1\n---\nb: 2`;s.yaml:3:1: a second document starts here",
                "`? [1]\n: 2`;s.yaml:1:3: a key must be a name",
                "`a: &x [*x]`;an alias refers to the node that contains it",
            })
    void saysWhereBrokenSyntaxIs(String text, String message) {
        read(text);
        assertThat(said()).hasSize(1).first().asString().startsWith("s.yaml:").contains(message);
    }

    @Test
    void refusesAliasesThatMultiplyWithoutEnd() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            bomb.append(
                    "a" + i + ": &a" + i + " [" + String.join(", ", java.util.Collections.nCopies(10, before)) + "]\n");
        }
        assertThat(read(bomb.toString())).isNull();
        assertThat(said()).hasSize(1).first().asString().contains("more than 1000000 values");
    }

    @Test
    void saysWhyAFileCannotBeRead() throws Exception {
        YamlReader.read(directory.resolve("none.yaml"), problems);
        assertThat(said()).hasSize(1).first().asString().startsWith("s.yaml:1:1: no such file; looked at /");

        Path latin = Files.write(
                directory.resolve("latin.yaml"), "study: a\nname: Zürich\n".getBytes(StandardCharsets.ISO_8859_1));
        Problems bytes = new Problems("latin.yaml");
        assertThat(YamlReader.read(latin, bytes)).isNull();
        assertThat(bytes.all()).hasToString("[latin.yaml:2:8: byte 0xFC is not UTF-8; save the file as UTF-8]");

        Problems folder = new Problems("dir");
        YamlReader.read(directory, folder);
        assertThat(folder.all().get(0).message()).contains("this is a directory");
    }
}
