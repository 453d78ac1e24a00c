package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzFileTest {
    @TempDir
    Path folder;

    private final Map<String, NdArray> arrays = new LinkedHashMap<>();

    NpzFileTest() {
        arrays.put("hidden.0.weight", NdArray.of(new float[] {1, -2, 3, 4, Float.NaN, 6}, List.of(3, 2)));
        arrays.put("step", NdArray.of(new long[] {1L << 40, -5}, List.of(2)));
        arrays.put("flags", NdArray.of(new boolean[] {true, false, true}, List.of(3)));
        arrays.put("names", NdArray.ofTexts(List.of("a", "größe")));
        arrays.put("scalar", NdArray.of(new double[] {0.1}, List.of()));
        arrays.put("empty", NdArray.of(new double[0], List.of(0, 4)));
    }

    @Test
    void keepsArraysAndTheirOrderThroughARoundTrip() throws IOException {
        Path stored = folder.resolve("stored.npz");
        Path packed = folder.resolve("packed.npz");
        NpzFile.write(stored, arrays);
        NpzFile.writeCompressed(packed, arrays);

        assertThat(NpzFile.read(stored)).containsExactlyEntriesOf(arrays);
        assertThat(NpzFile.read(packed)).containsExactlyEntriesOf(arrays);
        assertThat(NpzFile.names(packed)).containsExactlyElementsOf(arrays.keySet());
    }

    @Test
    void aFlippedBitIsNotReadAsANumber() throws IOException {
        Path file = folder.resolve("flipped.npz");
        NpzFile.write(file, Map.of("w", NdArray.of(new float[] {1, 2, 3, 4}, List.of(4))));
        byte[] bytes = Files.readAllBytes(file);
        int header = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\u0093NUMPY");
        bytes[header + 128 + 2] ^= 1; // the header of so small an array takes 128 bytes
        Files.write(file, bytes);

        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("array 'w' is damaged")
                .hasMessageContaining("checksum");
    }

    @Test
    void readsOnlyWhatIsWanted() throws IOException {
        Path file = folder.resolve("a.npz");
        NpzFile.write(file, arrays);

        assertThat(NpzFile.read(file, "step"::equals)).containsOnlyKeys("step");
    }

    @Test
    void numPyReadsWhatWasWritten() throws Exception {
        for (boolean compressed : new boolean[] {false, true}) {
            Path file = folder.resolve("a.npz");
            if (compressed) {
                NpzFile.writeCompressed(file, arrays);
            } else {
                NpzFile.write(file, arrays);
            }
            String seen = NumPy.run("""
                    for name, a in np.load(sys.argv[1]).items():
                        print(name, a.dtype.str, a.shape, ascii(a.tolist()))
                    """, file);
            assertThat(seen.lines())
                    .containsExactly(
                            "hidden.0.weight <f4 (3, 2) [[1.0, -2.0], [3.0, 4.0], [nan, 6.0]]",
                            "step <i8 (2,) [1099511627776, -5]",
                            "flags |b1 (3,) [True, False, True]",
                            "names <U5 (2,) ['a', 'gr\\xf6\\xdfe']",
                            "scalar <f8 () 0.1",
                            "empty <f8 (0, 4) []");
        }
    }

    @Test
    void readsWhatNumPyWrote() throws Exception {
        for (String save : List.of("savez", "savez_compressed")) {
            Path file = folder.resolve("from-numpy.npz");
            NumPy.run("np." + save + """
                    (sys.argv[1],
                        half=np.array([1, 0.1], '<f2'), big=np.array([[1, 2], [3, 4]], '>i4').T,
                        bytes=np.array([-1, 5], 'i1'), words=np.array(['x', 'yy'], '>U4'),
                        wide=np.asfortranarray(np.arange(24, dtype='f8').reshape(2, 3, 4)))
                    """, file);
            Map<String, NdArray> read = NpzFile.read(file);

            assertThat(read.get("half").toDoubles()).containsExactly(1, 0.0999755859375);
            assertThat(read.get("big").toLongs()).containsExactly(1, 3, 2, 4);
            assertThat(read.get("bytes").toLongs()).containsExactly(-1, 5);
            assertThat(read.get("words").toTexts()).containsExactly("x", "yy");
            assertThat(read.get("wide").toDoubles())
                    .containsExactly(java.util.stream.IntStream.range(0, 24)
                            .asDoubleStream()
                            .toArray());
        }
    }

    /** Every float type in both byte orders and both memory orders, of rank 0 to 3, empty ones and odd names too. */
    @Test
    void numPyFindsItsOwnArraysAgainAfterTheyPassedThroughJava() throws Exception {
        for (String save : List.of("savez", "savez_compressed")) {
            Path from = folder.resolve("from-numpy.npz");
            Path back = folder.resolve("back.npz");
            NumPy.run("SAVE = np." + save + """

                    arrays = {}
                    for code in ('<f2', '>f2', '<f4', '>f4', '<f8', '>f8'):
                        for order in 'CF':
                            for shape in ((), (0,), (5,), (0, 3), (2, 3), (2, 3, 4)):
                                a = np.arange(np.prod(shape, dtype=int)).reshape(shape) * 0.37 - 1
                                arrays[f'{code}{order}.{len(arrays)}'] = np.array(a, dtype=code, order=order)
                    arrays['schicht.größe.重み'] = np.array([1.5], '<f4')
                    arrays['encoder/layer:0'] = np.array([2.5], '<f4')
                    arrays['odd'] = np.array([0x0001, 0x03ff, 0x8001, 0x7bff, 0x7c00, 0xfc00, 0x7e01], 'u2').view('<f2')
                    arrays['nan'] = np.array([0x7fc12345, 0xff800001], 'u4').view('<f4')
                    SAVE(sys.argv[1], **arrays)
                    """, from);
            Map<String, NdArray> read = NpzFile.read(from);
            NpzFile.write(back, read);

            assertThat(read.get("odd").toDoubles())
                    .containsExactly(
                            0x1p-24,
                            1023 * 0x1p-24,
                            -0x1p-24,
                            65504,
                            Double.POSITIVE_INFINITY,
                            Double.NEGATIVE_INFINITY,
                            Double.NaN);
            assertThat(NumPy.run("""
                            a, b = np.load(sys.argv[1]), np.load(sys.argv[2])
                            assert list(a) == list(b), (list(a), list(b))
                            for name in a:
                                x, y = a[name], b[name]
                                assert x.dtype.str == y.dtype.str and x.shape == y.shape, (name, x.dtype, y.dtype)
                                assert x.tobytes() == y.tobytes(), (name, x, y)
                            print(len(list(a)))
                            """, from, back)).isEqualTo("76");
        }
    }

    @Test
    void readsHeadersOfTheSecondAndThirdVersion() throws Exception {
        Path file = folder.resolve("versions.npz");
        NumPy.run("""
                import io, zipfile
                a = np.arange(6, dtype='>f8').reshape(2, 3).T
                with zipfile.ZipFile(sys.argv[1], 'w') as z:
                    for version in ((1, 0), (2, 0), (3, 0)):
                        f = io.BytesIO()
                        np.lib.format.write_array(f, a, version=version)
                        z.writestr('v%d.npy' % version[0], f.getvalue())
                    long = io.BytesIO()
                    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }" + ' ' * 100000 + chr(10)
                    long.write(bytes([0x93]) + b'NUMPY' + bytes([2, 0]) + len(header).to_bytes(4, 'little'))
                    long.write(header.encode() + np.float32(7).tobytes())
                    z.writestr('long.npy', long.getvalue())
                """, file);
        Map<String, NdArray> read = NpzFile.read(file);
        for (String version : List.of("v1", "v2", "v3")) {
            assertThat(read.get(version).shape()).containsExactly(3, 2);
            assertThat(read.get(version).toDoubles()).containsExactly(0, 3, 1, 4, 2, 5);
        }
        assertThat(read.get("long").toDoubles()).containsExactly(7);
    }

    @Test
    void namesFileArrayAndTypeOfAnObjectArray() throws Exception {
        Path file = folder.resolve("objects.npz");
        NumPy.run("np.savez(sys.argv[1], ok=np.zeros(2), w=np.array([None, 1], dtype=object))", file);

        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("objects.npz: array 'w'")
                .hasMessageContaining("|O");
    }

    @Test
    void refusesATruncatedFileAndOneThatIsNoZip() throws IOException {
        Path whole = folder.resolve("whole.npz");
        NpzFile.writeCompressed(whole, arrays);
        byte[] bytes = Files.readAllBytes(whole);
        Path half = Files.write(folder.resolve("half.npz"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> NpzFile.read(half))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("half.npz")
                .hasMessageContaining("truncated");
        Path text = Files.writeString(folder.resolve("text.npz"), "hello");
        assertThatThrownBy(() -> NpzFile.read(text)).isInstanceOf(FormatException.class);
    }

    @Test
    void namesAnEntryThatIsNoArray() throws IOException {
        Path file = folder.resolve("a.npz");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
            zip.write('x');
        }

        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("readme.txt");
    }

    @Test
    void canBeReadByWhoeverMayReadOtherFiles() throws IOException {
        Path npz = folder.resolve("a.npz");
        NpzFile.write(npz, arrays);
        Path other = Files.writeString(folder.resolve("other"), "");

        assertThat(Files.getPosixFilePermissions(npz)).isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void leavesNothingBehindWhenItCannotWrite() throws IOException {
        Path file = folder.resolve("kept.npz");
        NpzFile.write(file, arrays);
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }
}
