package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    private String explain(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    @Test
    void aKnownNetworkHasItsPublishedSize() {
        assertThat(explain("explain", "agc | clip_by_global_norm(1)", "--like", "resnet50"))
                .contains(
                        "for resnet50, float32",
                        "161 parameters, 25,557,032 entries: 102.2 MB of gradients",
                        "= band(low=0.0, high=1.0, scope=global)",
                        "read 1   102.2 MB of gradients and 102.2 MB of weights, for 1, 2, 3");
    }

    @Test
    void parametersOfTheNetworkCanBeSet() {
        assertThat(explain("explain", "per_group(\"fc.*\"=sign)", "--like", "resnet18(classes=10, stem=small)"))
                .contains("for 2 parameters (fc.weight, ...), 20.5 kB");
    }

    @Test
    void aFileGivesItsOwnShapesAndTypes(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("g.npz");
        NpzFile.write(
                file,
                Map.of(
                        "half",
                        NdArray.zeros(NdArray.Type.FLOAT16, List.of(1000)),
                        "full",
                        NdArray.zeros(NdArray.Type.FLOAT64, List.of(1000))));
        assertThat(explain("explain", "normalize", "--gradients", file.toString()))
                .contains("2 parameters, 2,000 entries: 10.0 kB of gradients");
    }

    @Test
    void withoutParametersItSpeaksOfAMillionEntries() {
        assertThat(explain("explain", "sign"))
                .contains("1,000,000 entries: 4.0 MB", "write    4.0 MB in place, at every step");
    }
}
