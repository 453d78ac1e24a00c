package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.formats.FormatException;
import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("points.npz");
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("x", NdArray.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, List.of(4, 2)));
        arrays.put("y", NdArray.of(new long[] {0, 1, 2, 1}, List.of(4, 1)));
        arrays.put("images", NdArray.uint8(new byte[] {0, (byte) 255, 3, 4}, List.of(1, 2, 2)));
        arrays.put("value", NdArray.of(new float[] {0.5f}, List.of(1)));
        arrays.put("bad", NdArray.of(new float[] {1, 2, Float.NaN, 4, 5, 6, 7, 8}, List.of(4, 2)));
        arrays.put("names", NdArray.ofTexts(List.of("a", "b", "c", "d")));
        NpzFile.write(file, arrays);
    }

    private Npz npz(String features, String target, String testFeatures, String testTarget) {
        return new Npz(file, features, target, testFeatures, testTarget, null, null);
    }

    @Test
    void sharesTheRowsOfOneArray() throws IOException {
        Split split = new Npz(file, "x", "y", "", "", Rows.parse("0..1"), Rows.parse("2..3")).load();

        assertThat(split.train().features()).containsExactly(1, 2, 3, 4);
        assertThat(split.test().targets()).containsExactly(2, 1);
        assertThat(split.test().targetShape()).isEmpty();
        assertThat(split.train().classes()).isEqualTo(3);
    }

    @Test
    void takesArraysOfTheirOwnForTesting() throws IOException {
        Split split = new Npz(file, "x", "inputs", "x", "", Rows.parse("3"), Rows.parse("1")).load(Rows.parse("2..2"));

        assertThat(split.train().features()).containsExactly(1, 2, 3, 4);
        assertThat(split.validation().features()).containsExactly(5, 6);
        assertThat(split.test().features()).containsExactly(1, 2);
        assertThat(split.test().targetsAreInputs()).isTrue();
    }

    @Test
    void readsBytesFrom0To255() throws IOException {
        Split split = npz("images", "value", "images", "value").load();

        assertThat(split.train().features()).containsExactly(0, 255, 3, 4);
        assertThat(split.train().featureShape()).containsExactly(2, 2);
        assertThat(split.train().classes()).isZero();
    }

    @Test
    void namesWhatIsMissingOrWrong() {
        assertThatThrownBy(() -> npz("xx", "y", "", "").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no array 'xx' (did you mean 'x'?)")
                .hasMessageContaining("x, y, images");
        assertThatThrownBy(() -> npz("x", "value", "", "").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("'x' has 4 rows, but array 'value' has 1");
        assertThatThrownBy(() -> npz("bad", "y", "bad", "y").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("Row 1 of the training part")
                .hasMessageContaining("NaN at position 0");
        assertThatThrownBy(() -> npz("x", "names", "", "").load())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("holds texts (<U1)");
        assertThatThrownBy(() -> npz("x", "y", "x", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'test_target'");
    }
}
