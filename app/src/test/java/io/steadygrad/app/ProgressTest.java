package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.study.RunProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private long seconds;
    private final Progress lines = new ProgressLines(
            new PrintWriter(text, true), () -> Duration.ofSeconds(seconds).toNanos());

    private static RunProgress progress(int done, int earlier, int diverged) {
        return new RunProgress(
                40, done, earlier, diverged, 0, List.of(), Duration.ZERO, Optional.of(Duration.ofSeconds(90)));
    }

    @Test
    void printsAtTheStartThenEveryTenSecondsThenAtTheEnd() {
        lines.progressed(progress(4, 4, 0));
        seconds = 5;
        lines.progressed(progress(10, 4, 1));
        seconds = 11;
        lines.progressed(progress(20, 4, 2));
        seconds = 12;
        lines.progressed(progress(40, 4, 3));
        lines.progressed(progress(40, 4, 3));
        assertThat(text.toString().lines())
                .containsExactly(
                        "4 of 40 trials done (4 by earlier runs), about 1 min 30 s left",
                        "20 of 40 trials done, 2 diverged, about 1 min 30 s left",
                        "40 of 40 trials done, 3 diverged");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "59.4, 59 s", "60, 1 min", "200, 3 min 20 s", "3600, 1 h", "7500, 2 h 5 min"})
    void saysDurationsInWords(double seconds, String words) {
        assertThat(Words.duration(Duration.ofMillis(Math.round(seconds * 1000))))
                .isEqualTo(words);
    }
}
