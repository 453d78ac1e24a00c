package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatFileTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("x.mat");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Random random = new Random(1);
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (List<Integer> shape :
                List.of(List.of(3, 4), List.of(2, 3, 4, 5), List.of(7), List.of(0, 3), List.of(1, 6))) {
            int size = shape.stream().reduce(1, Math::multiplyExact);
            arrays.put("double." + shape, NdArray.of(random.doubles(size).toArray(), shape));
            arrays.put("long." + shape, NdArray.of(random.longs(size).toArray(), shape));
            float[] floats = new float[size];
            boolean[] truths = new boolean[size];
            for (int i = 0; i < size; i++) {
                floats[i] = random.nextFloat();
                truths[i] = random.nextBoolean();
            }
            arrays.put("float." + shape, NdArray.of(floats, shape));
            arrays.put("truth." + shape, NdArray.of(truths, shape));
        }
        arrays.put("texts", NdArray.ofTexts(List.of("hidden.0", "", "Gr\u00f6\u00dfe")));
        arrays.put("odd", NdArray.of(new double[] {Double.NaN, Double.POSITIVE_INFINITY, -0.0}, List.of(3)));

        MatFile.write(file(), arrays);

        assertThat(MatFile.read(file())).containsExactlyEntriesOf(arrays);
    }

    @Test
    void namesThatWouldBecomeTheSameStayApart() throws IOException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        String longName = "layer.".repeat(20);
        for (String name : List.of("a.b", "a_b", "a b", "0.weight", longName + "x", longName + "y", "array_names ")) {
            arrays.put(name, NdArray.of(new double[] {arrays.size()}, List.of(1)));
        }
        MatFile.write(file(), arrays);
        assertThat(MatFile.read(file())).containsExactlyEntriesOf(arrays);
    }

    @Test
    void octaveSeesTheSameElements() throws Exception {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("hidden.0.weight", NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, List.of(2, 3)));
        arrays.put("cube", NdArray.of(new double[] {0, 1, 2, 3, 4, 5, 6, 7}, List.of(2, 2, 2)));
        arrays.put("yes", NdArray.of(new boolean[] {true, false}, List.of(2)));
        arrays.put("names", NdArray.ofTexts(List.of("one", "two")));
        MatFile.write(file(), arrays);
        assertThat(
                        Octave.run(
                                "load('" + file()
                                        + "'); printf('%g ', hidden_0_weight(2, :), cube(1, 2, 1), cube(2, 1, 2));"
                                        + " printf('%s %s %s %d %s', class(hidden_0_weight), class(yes), names{2}, columns(yes), array_names{1, 2});"))
                .isEqualTo("4 5 6 2 5 single logical two 1 hidden.0.weight");
    }

    @Test
    void whatOctaveWritesIsRead() throws Exception {
        Octave.run("w = single([1 2; 3 4]); b = [5; 6]; n = int32(7); t = 'text'; save('-v7', '" + file()
                + "', 'w', 'b', 'n', 't');");
        Map<String, NdArray> read = MatFile.read(file());
        assertThat(read.get("w")).isEqualTo(NdArray.of(new float[] {1, 2, 3, 4}, List.of(2, 2)));
        assertThat(read.get("b")).isEqualTo(NdArray.of(new double[] {5, 6}, List.of(2)));
        assertThat(read.get("n").toLongs()).containsExactly(7);
        assertThat(read.get("t").toTexts()).containsExactly("text");
    }

    @Test
    void whatIsNoMatFileIsRefusedByName() throws IOException {
        Files.writeString(file(), "no arrays at all, but long enough to look at: " + "x".repeat(500));
        assertThatThrownBy(() -> MatFile.read(file()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("x.mat")
                .hasMessageContaining("-v7");
        byte[] whole = {};
        MatFile.write(file(), Map.of("a", NdArray.of(new Random(1).doubles(1000).toArray(), List.of(1000))));
        whole = Files.readAllBytes(file());
        Files.write(file(), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> MatFile.read(file()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("x.mat");
    }
}
