package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("x.safetensors");
    }

    private Path file(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, json.length)
                .array());
        bytes.write(json);
        bytes.write(data);
        Files.write(file(), bytes.toByteArray());
        return file();
    }

    /** Made by hand from the format's description: two arrays, out of order in the header, and metadata. */
    private static final String HAND_MADE = "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}  ";

    private static final byte[] ITS_DATA = {
        0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, -2, -1, -1, -1, -1, -1, -1, -1
    };

    @Test
    void readsAFileMadeByHand() throws IOException {
        SafetensorsFile read = SafetensorsFile.read(file(HAND_MADE, ITS_DATA));

        assertThat(read.arrays().keySet()).containsExactly("a", "b");
        assertThat(read.arrays().get("a")).isEqualTo(NdArray.of(new float[] {1, -2}, List.of(2, 1)));
        assertThat(read.arrays().get("b").toLongs()).containsExactly(-2);
        assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
    }

    @Test
    void writesTheBytesThatTheFormatAsksFor() throws IOException {
        new SafetensorsFile(Map.of("w", NdArray.of(new float[] {1, -2}, List.of(2))), Map.of("k", "v")).write(file());

        String header =
                "{\"__metadata__\":{\"k\":\"v\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        byte[] written = Files.readAllBytes(file());
        int length = (header.length() + 7) / 8 * 8;
        assertThat(ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN).getLong(0))
                .isEqualTo(length);
        assertThat(new String(written, 8, length, StandardCharsets.UTF_8))
                .startsWith(header)
                .isEqualToIgnoringWhitespace(header);
        assertThat(written).endsWith(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0).hasSize(8 + length + 8);
    }

    @Test
    void keepsEveryTypeShapeAndName() throws IOException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (NdArray.Type type : NdArray.Type.values()) {
            if (type != NdArray.Type.TEXT) {
                arrays.put("z \"" + type, NdArray.zeros(type, List.of(3, 2)));
            }
        }
        arrays.put("NaN", NdArray.of(new double[] {Double.NaN, -0.0, Double.MIN_VALUE}, List.of(3)));
        arrays.put("scalar", NdArray.of(new double[] {7}, List.of()));
        arrays.put("empty", NdArray.zeros(NdArray.Type.FLOAT32, List.of(0, 5)));
        Map<String, String> metadata = Map.of("text", "a\\b \"c\"\n\u00e9");
        new SafetensorsFile(arrays, metadata).write(file());

        SafetensorsFile read = SafetensorsFile.read(file());
        assertThat(read.arrays()).isEqualTo(arrays);
        assertThat(read.arrays().keySet()).containsExactlyElementsOf(arrays.keySet());
        assertThat(read.metadata()).isEqualTo(metadata);
    }

    @Test
    void widensBfloat16() throws IOException {
        String header = "{\"x\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}";
        byte[] data = {(byte) 0x80, 0x3f, 0x00, (byte) 0xc0};
        assertThat(SafetensorsFile.read(file(header, data)).arrays().get("x").toFloats())
                .containsExactly(1, -2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"a\":1}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"C64\",\"shape\":[2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99],\"data_offsets\":[0,396]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,16]}}",
            })
    void saysWhatIsWrongWithADamagedFile(String header) throws IOException {
        Path damaged = file(header, new byte[16]);
        assertThatThrownBy(() -> SafetensorsFile.read(damaged))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("x.safetensors is no sound safetensors file: ");
    }

    @Test
    void saysThatAFileIsCutOffOrMissing() throws IOException {
        byte[] whole = Files.readAllBytes(file(HAND_MADE, ITS_DATA));
        for (int size = 0; size < whole.length; size++) {
            Files.write(file(), java.util.Arrays.copyOf(whole, size));
            assertThatThrownBy(() -> SafetensorsFile.read(file())).isInstanceOf(FormatException.class);
        }
        assertThatThrownBy(() -> SafetensorsFile.read(directory.resolve("none")))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("There is no file");
    }
}
