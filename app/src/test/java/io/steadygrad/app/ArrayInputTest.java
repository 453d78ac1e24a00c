package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with arrays and with the line that names them: exit code 2, one line that says it, nothing written. */
class ArrayInputTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int steady(List<String> arguments) {
        return Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    @BeforeEach
    void writeFiles() throws IOException {
        write("g", Map.of("w", NdArray.of(new double[] {3, 4}, List.of(2))));
        write("matrix", Map.of("w", NdArray.of(new double[] {3, 4}, List.of(2, 1))));
        write("other", Map.of("v", NdArray.of(new double[] {3, 4}, List.of(2))));
        write("ints", Map.of("counts", NdArray.of(new int[] {3, 4}, List.of(2))));
        write("flags", Map.of("on", NdArray.of(new boolean[] {true}, List.of(1))));
        write("texts", Map.of("names", NdArray.ofTexts(List.of("a"))));
        write("scalar", Map.of("s", NdArray.of(new double[] {3}, List.of())));
        Map<String, NdArray> uneven = new LinkedHashMap<>();
        uneven.put("a", NdArray.of(new double[3], List.of(3)));
        uneven.put("b", NdArray.of(new double[8], List.of(4, 2)));
        write("uneven", uneven);
        foreign("complex", "z", "{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }");
        foreign("objects", "o", "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }");
        foreign("long_double", "l", "{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }");
        foreign("nameless", "", "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }");
        Files.writeString(folder.resolve("text.npz"), "these are no arrays");
        byte[] whole = Files.readAllBytes(folder.resolve("g.npz"));
        Files.write(folder.resolve("half.npz"), Arrays.copyOf(whole, whole.length / 2));
        Files.createDirectory(folder.resolve("sub"));
    }

    private void write(String name, Map<String, NdArray> arrays) throws IOException {
        NpzFile.write(folder.resolve(name + ".npz"), arrays);
    }

    /** An array of a type that we cannot write, made by hand. */
    private void foreign(String file, String array, String header) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(file + ".npz")))) {
            zip.putNextEntry(new ZipEntry(array + ".npy"));
            zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
            zip.write(header.getBytes(StandardCharsets.ISO_8859_1));
            zip.write(new byte[16]);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "apply clip_by_norm(1) --gradients none.npz --out h.npz; There is no file & none.npz",
                "apply clip_by_norm(1) --gradients text.npz --out h.npz; text.npz is not an .npz file",
                "apply clip_by_norm(1) --gradients half.npz --out h.npz; half.npz is not an .npz file, or it is truncated",
                "apply clip_by_norm(1) --gradients sub --out h.npz; sub is a directory",
                "apply clip_by_norm(1) --gradients ints.npz --out h.npz; ints.npz: array 'counts' has the type <i4 & float16, float32 or float64",
                "apply clip_by_norm(1) --gradients flags.npz --out h.npz; flags.npz: array 'on' has the type |b1",
                "apply clip_by_norm(1) --gradients texts.npz --out h.npz; texts.npz: array 'names' has the type <U1",
                "apply clip_by_norm(1) --gradients complex.npz --out h.npz; complex.npz: array 'z' has the type <c16",
                "apply clip_by_norm(1) --gradients objects.npz --out h.npz; objects.npz: array 'o' has the type |O & Python objects",
                "apply clip_by_norm(1) --gradients long_double.npz --out h.npz; long_double.npz: array 'l' has the type <f16",
                "apply clip_by_norm(1) --gradients nameless.npz --out h.npz; nameless.npz: an array has no name",
                "apply clip_by_nrom(1) --gradients g.npz --out h.npz; There is no method 'clip_by_nrom' & did you mean 'clip_by_norm'? & column 1",
                "apply sign|clip_by_norm(1,norn=l1) --gradients g.npz --out h.npz; has no parameter 'norn' (did you mean 'norm'?) & column 21",
                "apply clip_by_norm(-1) --gradients g.npz --out h.npz; max_norm must be & -1",
                "apply clip_by_norm(1 --gradients g.npz --out h.npz; column",
                "apply `` --gradients g.npz --out h.npz; column 1",
                "apply agc --gradients g.npz --out h.npz; 'agc' compares gradients with weights & --weights",
                "apply trust_ratio --gradients g.npz --weights other.npz --out h.npz; other.npz: there are no weights for 'w'",
                "apply agc --gradients g.npz --weights matrix.npz --out h.npz; matrix.npz: the weights 'w' have the shape [2, 1], but the gradient's is [2]",
                "apply agc --gradients g.npz --weights none.npz --out h.npz; none.npz",
                "apply agc --gradients g.npz --weights g.npz --out g.npz; --out and --weights name the same file",
                "apply sign --gradients scalar.npz --out h.npz --steps; scalar.npz: array 's' is a single number & leading axis",
                "apply sign --gradients uneven.npz --out h.npz --steps; uneven.npz: array 'b' has 4 steps & 'a' has 3 & same number of steps",
                "apply sign --gradients g.npz --out h.npz --unit-axis second; --unit-axis & 'first' & 'last' & 'second'",
                "apply sign --gradients g.npz --out none/h.npz; Cannot write & there is no folder",
                "apply sign --gradients g.npz --out text.npz/h.npz; text.npz is not a folder",
                "apply sign --gradients g.npz --out sub; sub is a directory",
                "apply sign --gradients g.npz --out h.npz --report none/r.json; Cannot write & none",
                "apply sign --gradients g.npz --out h.npz --report h.npz; --report and --out name the same file",
                "apply sign --gradients g.npz --out h.npz --report g.npz; --report and --gradients name the same file",
                "apply sign --gradients g.npz; --out",
                "apply sign --out h.npz; --gradients",
                "apply --gradients g.npz --out h.npz; EXPR",
                "apply gradient_amplification --gradients g.npz --out h.npz; gradient_amplification needs to know the epoch",
                "observe --gradients none.npz; There is no file & none.npz",
                "observe --gradients ints.npz; ints.npz: array 'counts' has the type <i4",
                "observe; --gradients",
                "explain clip_by_nrom(1); did you mean 'clip_by_norm'?",
                "explain sign --like resnet; did you mean 'resnet",
                "explain sign --like mlp; needs 'hidden'",
                "explain sign --gradients none.npz; There is no file",
                "explain sign --like resnet18 --gradients g.npz; --like and --gradients",
            })
    void isSaidInOneLine(String line, String parts) throws IOException {
        Map<Path, byte[]> before = contents();

        int code = steady(Arrays.stream(line.split(" ")).map(this::inFolder).toList());

        assertThat(code).as(err.toString()).isEqualTo(2);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(err.toString())
                .startsWith("steady " + line.split(" ")[0] + ": ")
                .contains(parts.split(" & "))
                .doesNotContain("Exception");
        assertThat(err.toString().split("\\(column", -1)).as("said once").hasSizeLessThanOrEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(contents()).containsExactlyEntriesOf(before);
    }

    private String inFolder(String word) {
        boolean file = word.endsWith(".npz") || word.endsWith(".json") || word.equals("sub");
        return file ? folder.resolve(word).toString() : word.equals("``") ? "" : word;
    }

    private Map<Path, byte[]> contents() throws IOException {
        Map<Path, byte[]> contents = new java.util.TreeMap<>();
        try (var files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    @Test
    void aLinkToTheGradientsIsTheGradients() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.npz"), folder.resolve("g.npz"));
        String link = inFolder("link.npz");
        assertThat(steady(List.of("apply", "scale(2)", "--gradients", link, "--out", link)))
                .isZero();
        assertThat(Files.isSymbolicLink(folder.resolve("link.npz"))).isTrue();
        assertThat(NpzFile.read(folder.resolve("g.npz")).get("w"))
                .isEqualTo(NdArray.of(new double[] {6, 8}, List.of(2)));
        assertThat(steady(List.of(
                        "apply",
                        "sign",
                        "--gradients",
                        link,
                        "--out",
                        inFolder("h.npz"),
                        "--report",
                        inFolder("g.npz"))))
                .isEqualTo(2);
    }
}
