package io.steadygrad.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VendoredChartsTest {

    @Test
    void the_bundled_charts_are_the_published_ones() throws Exception {
        String[] sums = new String(vendored("SHA256SUMS"), StandardCharsets.UTF_8).split("\\s+");

        assertThat(sums[1]).isEqualTo("echarts-6.1.0.min.js");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(vendored(sums[1]));
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sums[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"echarts-LICENSE", "echarts-NOTICE", "echarts-LICENSE-d3", "zrender-LICENSE"})
    void their_licences_travel_with_them(String name) throws Exception {
        assertThat(vendored(name)).isNotEmpty();
    }

    private static byte[] vendored(String name) throws IOException {
        try (InputStream in = VendoredChartsTest.class.getResourceAsStream("/io/steadygrad/report/vendor/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
