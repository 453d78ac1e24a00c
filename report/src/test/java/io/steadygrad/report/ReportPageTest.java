package io.steadygrad.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {

    @Test
    void a_large_study_stays_below_eight_megabytes(@TempDir Path directory) throws Exception {
        SampleRun.article(directory);
        Path report = Report.write(directory);
        assertThat(Files.size(report)).isLessThan(8_000_000);
    }
}
