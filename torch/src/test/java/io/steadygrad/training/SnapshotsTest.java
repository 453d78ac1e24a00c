package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static Snapshots of(long... steps) {
        Snapshots snapshots = new Snapshots();
        for (long step : steps) {
            Checkpoint checkpoint = new Checkpoint();
            checkpoint.put("step", step);
            snapshots.add(checkpoint);
        }
        return snapshots;
    }

    @Test
    void theNewestBeforeAStepOrOneFartherBack() {
        Snapshots snapshots = of(0, 10, 20, 30);
        assertThat(snapshots.before(25, 0).step()).isEqualTo(20);
        assertThat(snapshots.before(25, 1).step()).isEqualTo(10);
        assertThat(snapshots.before(20, 0).step())
                .as("made at that step is too late")
                .isEqualTo(10);
        assertThat(snapshots.before(25, 7).step()).isZero();
    }
}
