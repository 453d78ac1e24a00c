package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.formats.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("points.csv"), text);
    }

    private static Csv csv(Path file, String target, String features, String train, String test) {
        List<String> columns = features.isEmpty() ? List.of() : List.of(features.split(","));
        return new Csv(file, List.of(target), columns, Rows.parse(train), Rows.parse(test), List.of());
    }

    private static final String POINTS = "x0,x1,y\n0.5,1,0\n-2,3e1,2\n4,5,1\n6,7,0\n";

    @Test
    void readsTheNamedColumnsOfTheNamedRows() throws IOException {
        Split split = csv(file(POINTS), "y", "x1,x0", "0..1", "3..3").load();

        assertThat(split.train().features()).containsExactly(1, 0.5f, 30, -2);
        assertThat(split.train().targets()).containsExactly(0, 2);
        assertThat(split.train().featureShape()).containsExactly(2);
        assertThat(split.train().targetShape()).isEmpty();
        assertThat(split.train().classes()).isEqualTo(3);
        assertThat(split.test().features()).containsExactly(7, 6);
        assertThat(split.test().classes()).isEqualTo(3);
        assertThat(split.validation()).isNull();
    }

    @Test
    void takesAllOtherColumnsWhereNoFeaturesAreNamed() throws IOException {
        Split split = csv(file(POINTS), "x1", "", "0..1", "2..3").load();

        assertThat(split.train().features()).containsExactly(0.5f, 0, -2, 2);
        assertThat(split.test().targets()).containsExactly(5, 7);
    }

    @Test
    void reconstructsItsInputs() throws IOException {
        Split split = csv(file(POINTS), "inputs", "x0,x1", "0..1", "2..3").load();

        assertThat(split.train().targetsAreInputs()).isTrue();
        assertThat(split.train().targetShape()).containsExactly(2);
        assertThat(split.train().classes()).isZero();
    }

    @Test
    void takesSeveralTargetsAndAShape() throws IOException {
        Csv csv = new Csv(
                file("a,b,c,d,e,f\n1,2,3,4,5,6\n7,8,9,10,11,12\n"),
                List.of("e", "f"),
                List.of("a", "b", "c", "d"),
                Rows.parse("0..0"),
                Rows.parse("1..1"),
                List.of(2, 2));
        Samples test = csv.load().test();

        assertThat(test.featureShape()).containsExactly(2, 2);
        assertThat(test.features()).containsExactly(7, 8, 9, 10);
        assertThat(test.targets()).containsExactly(11, 12);
        assertThat(test.targetShape()).containsExactly(2);
        assertThat(test.classes()).isZero();
    }

    @Test
    void keepsTargetsWithFractionsAsNumbers() throws IOException {
        Split split = csv(file("x,y\n1,0.5\n2,1\n"), "y", "x", "0..0", "1..1").load();

        assertThat(split.train().classes()).isZero();
        assertThat(split.test().classes()).isZero();
    }

    @Test
    void readsQuotesSpacesAndWindowsLineEnds() throws IOException {
        Split split = csv(file("\uFEFF\"the, x\" , y\r\n 1 ,\"0\"\r\n2,1\r\n\r\n"), "y", "", "0..0", "1..1")
                .load();

        assertThat(split.train().features()).containsExactly(1);
        assertThat(split.test().targets()).containsExactly(1);
    }

    @Test
    void readsSemicolonsAndTabs() throws IOException {
        assertThat(csv(file("x;y\n1;0\n2;1\n"), "y", "x", "0..0", "1..1")
                        .load()
                        .test()
                        .features())
                .containsExactly(2);
        assertThat(csv(file("x\ty\n1\t0\n2\t1\n"), "y", "x", "0..0", "1..1")
                        .load()
                        .test()
                        .features())
                .containsExactly(2);
    }

    @Test
    void refusesNumbersBeyondFloat32AndJavasSuffixes() throws IOException {
        for (String cell : new String[] {"1e39", "2f", "Infinity", "0x", "1,5"}) {
            Path file = file("x,y\n\"" + cell + "\",0\n2,1\n");
            assertThatThrownBy(() -> csv(file, "y", "x", "0..0", "1..1").load())
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining(":2: column 'x' must be a finite number, found '" + cell + "'");
        }
    }

    @Test
    void namesTheCellThatIsNoNumber() throws IOException {
        Path file = file("x0,x1,y\n1,2,0\n1,nan,0\n1,,1\n");

        assertThatThrownBy(() -> csv(file, "y", "x0,x1", "0..1", "2..2").load())
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ":3: column 'x1' must be a finite number, found 'nan'");
        assertThatThrownBy(() -> csv(file, "y", "x0,x1", "0..0", "2..2").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(":4: column 'x1'");
        assertThat(csv(file, "y", "x0", "0..1", "2..2").load().train().rows()).isEqualTo(2);
    }

    @Test
    void readsPastABadCellInARowThatIsNotUsed() throws IOException {
        Path file = file("x,y\n1,0\noops,1\n3,1\n");

        assertThat(csv(file, "y", "x", "0..0", "2..2").load().test().features()).containsExactly(3);
        assertThat(csv(file, "y", "x", "0..0", "2..2").load().train().classes()).isEqualTo(2);
    }

    @Test
    void namesTheLineWithTooFewCells() throws IOException {
        Path file = file("x,y\n1,0\n2\n");

        assertThatThrownBy(() -> csv(file, "y", "x", "0..0", "1..1").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(":3: 1 cells, but the first line names 2 columns");
    }

    @Test
    void suggestsTheNearestColumn() throws IOException {
        Path file = file("width,height,species\n1,2,0\n1,2,0\n");

        assertThatThrownBy(() -> csv(file, "specis", "", "0..0", "1..1").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no column 'specis' (did you mean 'species'?)")
                .hasMessageContaining("width, height, species");
    }

    @Test
    void saysHowManyRowsTheFileHas() throws IOException {
        Path file = file(POINTS);

        assertThatThrownBy(() -> csv(file, "y", "", "0..2", "3..9").load())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rows 3..9 were asked for, but " + file + " has 4 rows (0..3)");
    }

    @Test
    void namesAMissingOrEmptyFile() throws IOException {
        Path missing = folder.resolve("missing.csv");
        assertThatThrownBy(() -> csv(missing, "y", "", "1", "1").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(missing.toString());
        Path empty = file("");
        assertThatThrownBy(() -> csv(empty, "y", "", "1", "1").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("empty");
        Path headerOnly = file("x,y\n");
        assertThatThrownBy(() -> csv(headerOnly, "y", "", "1", "1").load())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no rows");
    }

    @Test
    void refusesAShapeThatDoesNotHoldTheColumns() throws IOException {
        Csv csv = new Csv(file(POINTS), List.of("y"), List.of(), null, null, List.of(3, 5));

        assertThatThrownBy(csv::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[3, 5] does not hold the 2 feature columns");
    }
}
