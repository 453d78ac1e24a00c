package io.steadygrad.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlooGroupTest {
    @TempDir
    private Path directory;

    private Path meeting(String name) {
        return directory.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void sumsNumbersOfAllRanks(int ranks) throws Exception {
        List<double[]> sums = RanksAsThreads.run(ranks, meeting("sum"), group -> {
            double[] numbers = {group.rank() + 1, 0.1, -group.rank()};
            group.sum(numbers);
            return numbers;
        });
        int triangle = ranks * (ranks + 1) / 2;
        assertThat(sums).hasSize(ranks).allSatisfy(sum -> assertThat(sum[0]).isEqualTo(triangle));
        assertThat(sums).allSatisfy(sum -> assertThat(sum).isEqualTo(sums.get(0)));
    }

    @Test
    void floatsSumToTheSameBitsOnEveryRankAndEveryTime() throws Exception {
        List<float[]> all = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            all.addAll(RanksAsThreads.run(3, meeting("bits" + time), group -> {
                try (PointerScope scope = new PointerScope()) {
                    Tensor numbers = torch.arange(new Scalar(1.0), new Scalar(10_002.0))
                            .mul(new Scalar(0.1 + group.rank()))
                            .sin();
                    group.sum(numbers);
                    float[] result = new float[Math.toIntExact(numbers.numel())];
                    new FloatPointer(numbers.data_ptr()).get(result);
                    return result;
                }
            }));
        }
        assertThat(all)
                .hasSize(6)
                .allSatisfy(each -> assertThat(Arrays.equals(each, all.get(0))).isTrue());
    }

    @Test
    void whatRankZeroGaveIsEverywhere() throws Exception {
        List<String> heard = RanksAsThreads.run(3, meeting("told"), group -> {
            group.fromFirst(new byte[0]);
            byte[] own = ("rank " + group.rank()).getBytes(StandardCharsets.UTF_8);
            return new String(group.fromFirst(own), StandardCharsets.UTF_8);
        });
        assertThat(heard).containsExactly("rank 0", "rank 0", "rank 0");
    }

    @Test
    void aRankThatLeavesIsNoticedAtOnce() throws Exception {
        List<String> notices = RanksAsThreads.run(2, meeting("left"), group -> {
            if (group.rank() == 1) {
                return "";
            }
            long start = System.nanoTime();
            try {
                group.sum(new double[1]);
                return "not noticed";
            } catch (LostRankException lost) {
                assertThat(System.nanoTime() - start)
                        .isLessThan(Duration.ofSeconds(5).toNanos());
                return lost.getMessage();
            }
        });
        assertThat(notices.get(0)).startsWith("rank 0 of 2 lost another rank: ").contains("by peer");
    }

    @Test
    void whoeverWaitsInVainSaysSo() {
        Rendezvous nobody = new Rendezvous.Local(meeting("alone"), Duration.ofMillis(500));
        assertThatThrownBy(() -> GlooGroup.join(0, 2, nobody, GlooGroup.PATIENCE))
                .isInstanceOf(LostRankException.class)
                .hasMessageStartingWith("rank 0 did not find all 2 ranks at " + meeting("alone"));
        Rendezvous silent = new Rendezvous.Hosts("127.0.0.1", 9, Duration.ofMillis(300));
        assertThatThrownBy(() -> GlooGroup.join(1, 2, silent, GlooGroup.PATIENCE))
                .isInstanceOf(LostRankException.class)
                .hasMessageContaining("nobody listens at 127.0.0.1:9");
    }
}
