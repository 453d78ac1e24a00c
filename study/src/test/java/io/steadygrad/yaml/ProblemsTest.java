package io.steadygrad.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemsTest {
    @Test
    void aNameStandsOnceInFrontOfWhatIsWrong() {
        assertThat(Problems.about("batch", "must be at least 1")).isEqualTo("batch: must be at least 1");
        assertThat(Problems.about("early_stopping", "early_stopping at_target needs a target"))
                .isEqualTo("early_stopping at_target needs a target");
        assertThat(Problems.about("adam", "adam: lr must be above 0")).isEqualTo("adam: lr must be above 0");
        assertThat(Problems.about("target", "The target's metric must be test_loss"))
                .isEqualTo("target: the target's metric must be test_loss");
        assertThat(Problems.about("model", "LibTorch cannot load it")).isEqualTo("model: LibTorch cannot load it");
    }
}
