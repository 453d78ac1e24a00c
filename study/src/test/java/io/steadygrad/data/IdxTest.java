package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steadygrad.formats.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        write("train-images-idx3-ubyte", "00000803" + "00000003" + "00000001" + "00000002" + "0001" + "0203" + "04ff");
        write("train-labels-idx1-ubyte", "00000801" + "00000003" + "010009");
        write("t10k-images-idx3-ubyte", "00000803" + "00000001" + "00000001" + "00000002" + "0a0b");
        write("t10k-labels-idx1-ubyte", "00000801" + "00000001" + "02");
    }

    private void write(String name, String hex) throws IOException {
        Files.write(folder.resolve(name), HexFormat.of().parseHex(hex));
    }

    private static Idx idx(Path folder, Rows train) {
        return new Idx(folder, train, null, null, null, null, null, "");
    }

    @Test
    void readsTheFourFilesOfMnist() throws IOException {
        Split split = idx(folder, null).load();

        assertThat(split.train().features()).containsExactly(0, 1, 2, 3, 4, 255);
        assertThat(split.train().featureShape()).containsExactly(1, 1, 2);
        assertThat(split.train().targets()).containsExactly(1, 0, 9);
        assertThat(split.train().classes()).isEqualTo(10);
        assertThat(split.test().features()).containsExactly(10, 11);
        assertThat(split.test().classes()).isEqualTo(10);
    }

    @Test
    void takesTheWantedRows() throws IOException {
        assertThat(idx(folder, Rows.parse("2")).load().train().targets()).containsExactly(1, 0);
        assertThat(idx(folder, Rows.parse("1..2")).load().train().features()).containsExactly(2, 3, 4, 255);
        assertThatThrownBy(() -> idx(folder, Rows.parse("4")).load())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("train-images-idx3-ubyte has 3 rows");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> idx(folder.resolve("mnist"), null).load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no folder")
                .hasMessageContaining("mnist");
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
        assertThatThrownBy(() -> idx(folder, null).load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("t10k-labels-idx1-ubyte");
    }

    @Test
    void refusesImagesWithoutLabels() throws IOException {
        write("train-labels-idx1-ubyte", "00000801" + "00000002" + "0100");

        assertThatThrownBy(() -> idx(folder, null).load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("every image needs one label");
    }

    @Test
    void findsFashionMnistOrSaysWhichPackageHasIt() throws IOException {
        Idx fashion = new Idx(
                folder.resolve("fashion-mnist"), Rows.parse("100"), Rows.parse("50"), null, null, null, null, "");
        if (!Files.isDirectory(Path.of("/usr/share/datasets/fashion-mnist"))) {
            assertThatThrownBy(fashion::load)
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("dataset-fashion-mnist");
            return;
        }
        Split split = fashion.load();

        assertThat(split.train().rows()).isEqualTo(100);
        assertThat(split.test().rows()).isEqualTo(50);
        assertThat(split.train().featureShape()).containsExactly(1, 28, 28);
        // The first labels as its publisher shows them: ankle boot, T-shirt, T-shirt, dress.
        assertThat(split.train().targets()).startsWith(9, 0, 0, 3);
        assertThat(split.test().targets()).startsWith(9, 2, 1, 1);
        assertThat(split.train().classes()).isEqualTo(10);
    }

    @Test
    void countsAllOfFashionMnist() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/usr/share/datasets/fashion-mnist")));
        Split split =
                idx(folder.resolve("fashion_mnist"), Rows.parse("59999..59999")).load();

        assertThat(split.test().rows()).isEqualTo(10_000);
        assertThat(split.train().targets()).containsExactly(5);
    }
}
