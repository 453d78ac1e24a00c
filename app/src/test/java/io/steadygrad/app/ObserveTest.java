package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ObserveTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private String observe(Map<String, NdArray> arrays, String... more) throws IOException {
        Path file = folder.resolve("g.npz");
        NpzFile.write(file, arrays);
        byte[] before = Files.readAllBytes(file);
        String[] arguments = new String[3 + more.length];
        System.arraycopy(new String[] {"observe", "--gradients", file.toString()}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        int code = Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
        assertThat(code).as(err.toString()).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        return out.toString();
    }

    private static Map<String, NdArray> some() {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("block1.weight", NdArray.of(new double[] {3, -4, 0, 0}, List.of(2, 2)));
        arrays.put("block1.bias", NdArray.of(new float[] {12}, List.of(1)));
        arrays.put("scale", NdArray.of(new float[] {0}, List.of()));
        arrays.put("none", NdArray.of(new double[0], List.of(0, 7)));
        return arrays;
    }

    @Test
    void showsEveryTensorAndAllTogetherInAlignedColumns() throws IOException {
        assertThat(observe(some())).isEqualToNormalizingNewlines("""
                name           shape      type     l2  max|g|     mean    zeros  not finite
                block1.weight  2x2        float64   5       4    -0.25   50.0 %  -
                block1.bias    1          float32  12      12       12    0.0 %  -
                scale          scalar     float32   0       0        0  100.0 %  -
                none           0x7        float64   0       0        0    0.0 %  -
                all            6 entries           13      12  1.83333   50.0 %  -
                """);
    }

    @Test
    void namesWhatIsNotFiniteByKindAndTensor() throws IOException {
        Map<String, NdArray> arrays = some();
        double inf = Double.POSITIVE_INFINITY;
        arrays.put("bad", NdArray.of(new double[] {Double.NaN, inf, inf, -inf, 1}, List.of(5)));
        arrays.put("big", NdArray.of(new float[] {Float.NEGATIVE_INFINITY}, List.of(1)));
        String table = observe(arrays);
        assertThat(table.lines().filter(line -> line.startsWith("bad")))
                .singleElement()
                .asString()
                .contains("nan")
                .endsWith("1 NaN, 2 +Inf, 1 -Inf");
        assertThat(table.lines().filter(line -> line.startsWith("all")))
                .singleElement()
                .asString()
                .endsWith("1 NaN, 2 +Inf, 2 -Inf");
    }

    @Test
    void givesTheSameNumbersAsJson() throws IOException {
        Map<String, NdArray> arrays = some();
        arrays.put("bad", NdArray.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY}, List.of(2)));
        JsonNode json = JsonMapper.shared().readTree(observe(arrays, "--json"));

        JsonNode weight = json.path("tensors").get(0);
        assertThat(weight.toString())
                .isEqualTo("{\"name\":\"block1.weight\",\"layer\":\"block1\",\"shape\":[2,2],\"dtype\":\"float64\","
                        + "\"entries\":4,\"l2\":5.0,\"linf\":4.0,\"mean\":-0.25,\"zeroShare\":0.5,"
                        + "\"nonFinite\":{\"nan\":0,\"positiveInfinity\":0,\"negativeInfinity\":0}}");
        assertThat(json.path("tensors").get(2).path("shape")).isEmpty();
        JsonNode bad = json.path("tensors").get(4);
        assertThat(bad.path("l2").isNull()).isTrue();
        assertThat(bad.path("nonFinite").path("negativeInfinity").asInt()).isEqualTo(1);
        JsonNode all = json.path("global");
        assertThat(all.path("entries").asInt()).isEqualTo(8);
        assertThat(all.path("l2").isNull()).isTrue();
        assertThat(all.path("zeroShare").asDouble()).isEqualTo(3 / 8.0, within(1e-15));
        assertThat(all.path("nonFinite").path("tensors").toString()).isEqualTo("[\"bad\"]");
    }

    @Test
    void aFileWithoutArraysHasNormZero() throws IOException {
        JsonNode json = JsonMapper.shared().readTree(observe(Map.of(), "--json"));
        assertThat(json.path("tensors")).isEmpty();
        assertThat(json.path("global").path("l2").asDouble(-1)).isZero();
    }

    @Test
    void normsNeitherOverflowNorUnderflow() throws IOException {
        float[] large = new float[100];
        Arrays.fill(large, 1e20f);
        double[] larger = new double[10];
        Arrays.fill(larger, 2e200);
        JsonNode json = JsonMapper.shared()
                .readTree(observe(
                        Map.of("a", NdArray.of(large, List.of(100)), "b", NdArray.of(larger, List.of(10))), "--json"));
        for (JsonNode tensor : json.path("tensors")) {
            double expected = tensor.path("name").asString().equals("a") ? 1e21 : 6.324555320336759e200;
            assertThat(tensor.path("l2").asDouble()).isEqualTo(expected, within(expected * 1e-7));
        }
    }
}
