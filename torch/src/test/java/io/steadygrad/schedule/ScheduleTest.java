package io.steadygrad.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.spec.ExpressionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "constant; 1; 1",
                "constant; 1000; 1",
                "cosine; 1; 1",
                "cosine; 51; 0.5",
                "cosine; 101; 0",
                "cosine(floor=0.2); 51; 0.6",
                "cosine(10); 6; 0.5",
                "cosine(10, 0.1); 500; 0.1",
                "step(10); 10; 1",
                "step(10); 11; 0.1",
                "step(10, factor=0.5); 35; 0.125",
                "warm_restarts(period=4); 3; 0.5",
                "warm_restarts(period=4); 4; 0.1464466094067262",
                "warm_restarts(period=4); 5; 1",
                "warm_restarts(period=4, multiplier=2); 9; 0.5",
                "warm_restarts(period=4, multiplier=2); 13; 1",
                "warm_restarts; 221; 0.5",
                "warmup(4); 1; 0.25",
                "warmup(4); 4; 1",
                "warmup(4); 50; 1"
            })
    void factorsFollowTheFormula(String schedule, long step, double factor) {
        assertThat(Schedule.parse(schedule).factor(step, 100)).isCloseTo(factor, within(1e-12));
    }

    @Test
    void mistakesAreExplained() {
        assertThatThrownBy(() -> Schedule.parse("warm_restart(10)"))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("warm_restarts");
        assertThatThrownBy(() -> Schedule.parse("step(0)"))
                .hasMessageContaining("every must be at least 1 step, not 0");
        assertThatThrownBy(() -> Schedule.parse("cosine(floor=2)")).hasMessageContaining("from 0 to 1, not 2.0");
    }
}
