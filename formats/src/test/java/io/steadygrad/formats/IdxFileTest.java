package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    /** Three images of 1 x 2 bytes. */
    private static final byte[] IMAGES =
            HexFormat.of().parseHex("00000803" + "00000003" + "00000001" + "00000002" + "0001" + "7f80" + "fe" + "ff");

    @TempDir
    Path folder;

    @Test
    void readsUnsignedBytes() throws IOException {
        NdArray array = IdxFile.read(Files.write(folder.resolve("images"), IMAGES));

        assertThat(array.shape()).containsExactly(3, 1, 2);
        assertThat(array.toLongs()).containsExactly(0, 1, 127, 128, 254, 255);
    }

    @Test
    void readsGzipWhateverItsName() throws IOException {
        Path file = folder.resolve("images");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(IMAGES);
        }

        assertThat(IdxFile.read(file).toLongs()).containsExactly(0, 1, 127, 128, 254, 255);
        assertThat(IdxFile.shape(file)).containsExactly(3, 1, 2);
    }

    @Test
    void loadsTheFirstRowsOnly() throws IOException {
        Path file = Files.write(folder.resolve("images"), IMAGES);

        assertThat(IdxFile.read(file, 2).shape()).containsExactly(2, 1, 2);
        assertThat(IdxFile.read(file, 2).toLongs()).containsExactly(0, 1, 127, 128);
        assertThat(IdxFile.read(file, 99).shape()).containsExactly(3, 1, 2);
    }

    @Test
    void readsBigEndianFloats() throws IOException {
        byte[] floats = HexFormat.of().parseHex("00000d01" + "00000002" + "3fc00000" + "c0000000");

        assertThat(IdxFile.read(Files.write(folder.resolve("f"), floats)).toFloats())
                .containsExactly(1.5f, -2f);
    }

    @Test
    void refusesForeignAndTruncatedFiles() throws IOException {
        Path foreign = Files.writeString(folder.resolve("a.csv"), "x0,x1\n1,2\n");
        assertThatThrownBy(() -> IdxFile.read(foreign))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("a.csv is not an idx file")
                .hasMessageContaining("78302c78");
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(IMAGES, IMAGES.length - 1));
        assertThatThrownBy(() -> IdxFile.read(cut))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("6 bytes")
                .hasMessageContaining("5");
        Path gone = folder.resolve("gone");
        assertThatThrownBy(() -> IdxFile.read(gone))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("gone");
    }
}
