package io.steadygrad.report.internal.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void aLongMethodsNameIsBrokenAndNotCut() {
        assertThat(OverviewFigure.lines("clip_by_global_norm")).hasSizeGreaterThan(1);
        assertThat(String.join("", OverviewFigure.lines("clip_by_global_norm"))).isEqualTo("clip_by_global_norm");
        assertThat(OverviewFigure.lines("plain")).containsExactly("plain");
    }

    @Test
    void theAxisOfAProfileHasSeveralLabelsHoweverShortItIs() {
        assertThat(ProfileFigure.factors(2)).hasSizeGreaterThan(2).startsWith(1.0);
        assertThat(ProfileFigure.factors(40)).startsWith(1.0, 2.0, 4.0);
    }
}
