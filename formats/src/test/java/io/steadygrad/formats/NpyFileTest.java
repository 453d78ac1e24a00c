package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
    @TempDir
    Path folder;

    /** What numpy.save writes: the golden bytes below were printed by NumPy 2.4. */
    private Path numpyFile(String header, String hexNumbers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HexFormat.of().parseHex("934e554d505901007600"));
        bytes.writeBytes((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(HexFormat.of().parseHex(hexNumbers));
        return Files.write(folder.resolve("golden.npy"), bytes.toByteArray());
    }

    @Test
    void writesTheBytesThatNumPyWrites() throws IOException {
        Path golden = numpyFile(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "0000c03f000000c00000807f00000000");
        Path written = folder.resolve("written.npy");

        NpyFile.write(written, NdArray.of(new float[] {1.5f, -2, Float.POSITIVE_INFINITY, 0}, List.of(2, 2)));

        assertThat(Files.readAllBytes(written)).isEqualTo(Files.readAllBytes(golden));
    }

    @Test
    void readsBigEndianColumnMajorNumbersInRowMajorOrder() throws IOException {
        NdArray array = NpyFile.read(numpyFile(
                "{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }",
                "3ff000000000000040100000000000004000000000000000401400000000000040080000000000004018000000000000"));

        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(array.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void readsColumnMajorCubes() throws IOException {
        // numpy.asfortranarray(numpy.arange(8).reshape(2, 2, 2)) lies in memory as 0 4 2 6 1 5 3 7.
        NdArray array = NpyFile.read(
                numpyFile("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2, 2), }", "0004020601050307"));

        assertThat(array.toLongs()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void readsHalfPrecision() throws IOException {
        NdArray array =
                NpyFile.read(numpyFile("{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }", "0038fffb0100"));

        assertThat(array.toDoubles()).containsExactly(0.5, -65504, 0x1p-24);
        assertThat(array.toFloats()).containsExactly(0.5f, -65504f, 0x1p-24f);
    }

    @Test
    void readsTextsOfAllPlanes() throws IOException {
        NdArray array = NpyFile.read(numpyFile(
                "{'descr': '<U3', 'fortran_order': False, 'shape': (3,), }",
                "61000000000000000000000068000000e900000000000000df00000000f6010078000000"));

        assertThat(array.toTexts()).containsExactly("a", "hé", "ß😀x");
        assertThat(array).isEqualTo(NdArray.ofTexts(List.of("a", "hé", "ß😀x")));
    }

    @Test
    void readsAScalar() throws IOException {
        NdArray array = NpyFile.read(numpyFile("{'descr': '>i2', 'fortran_order': False, 'shape': (), }", "fffe"));

        assertThat(array.shape()).isEmpty();
        assertThat(array.toLongs()).containsExactly(-2);
    }

    @Test
    void readsEmptyArrays() throws IOException {
        NdArray array = NpyFile.read(numpyFile("{'descr': '<f4', 'fortran_order': True, 'shape': (0, 3), }", ""));

        assertThat(array.shape()).containsExactly(0, 3);
        assertThat(array.toFloats()).isEmpty();
    }

    @Test
    void keepsEveryTypeThroughARoundTrip() throws IOException {
        Path file = folder.resolve("a.npy");
        for (NdArray.Type type : NdArray.Type.values()) {
            NdArray array = type == NdArray.Type.TEXT
                    ? NdArray.ofTexts(List.of("x", "yz", ""))
                    : NdArray.zeros(type, List.of(3, 2));
            if (type != NdArray.Type.TEXT) {
                array.bytes().put(type.bytes(), (byte) 1);
            }
            NpyFile.write(file, array);
            assertThat(NpyFile.read(file)).as(type.name()).isEqualTo(array);
        }
    }

    @Test
    void refusesPythonObjects() throws IOException {
        Path file = numpyFile("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "80049500");

        assertThatThrownBy(() -> NpyFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("|O")
                .hasMessageContaining("astype");
    }

    @Test
    void refusesComplexNumbersAndStructuresByTheirType() throws IOException {
        Path complex = numpyFile("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "0000000000000000");
        assertThatThrownBy(() -> NpyFile.read(complex))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("<c8");
        Path structure = numpyFile("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "00000000");
        assertThatThrownBy(() -> NpyFile.read(structure))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("has the type [('a', '<f4')] (a structure);")
                .hasMessageContaining("each field");
    }

    @Test
    void saysHowManyBytesATruncatedFileLacks() throws IOException {
        Path file = numpyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 100), }", "00000000");

        assertThatThrownBy(() -> NpyFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("truncated")
                .hasMessageContaining("1600 bytes");
        Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118});
        assertThatThrownBy(() -> NpyFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void doesNotAllocateWhatADamagedHeaderPromises() throws IOException {
        Path file = numpyFile(
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000), }", "00");

        assertThatThrownBy(() -> NpyFile.read(file)).isInstanceOf(FormatException.class);
    }

    @Test
    void recognisesAPickleAndAMissingFile() throws IOException {
        Path pickle = Files.write(folder.resolve("p.npy"), new byte[] {(byte) 0x80, 4, 1, 2, 3, 4, 5});
        assertThatThrownBy(() -> NpyFile.read(pickle))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("pickle");
        assertThatThrownBy(() -> NpyFile.read(folder.resolve("missing.npy")))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("missing.npy");
    }

    @Test
    void writesThroughItsElementsView() {
        NdArray array = NdArray.zeros(NdArray.Type.FLOAT16, List.of(2));
        array.elements().set(1, 0.1);

        assertThat(array.get(1)).isEqualTo(0.0999755859375);
    }

    @Test
    void refusesAShapeThatDoesNotHoldItsValues() {
        assertThatThrownBy(() -> NdArray.of(new float[5], List.of(2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("5");
    }
}
