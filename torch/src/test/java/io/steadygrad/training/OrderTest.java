package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OrderTest {
    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    /** The rows of each batch of so many epochs. */
    private static List<List<List<Long>>> epochs(int epochs, long rows, int batch, Shuffle shuffle, boolean dropLast) {
        return epochs(epochs, rows, batch, shuffle, dropLast, 5);
    }

    private static List<List<List<Long>>> epochs(
            int epochs, long rows, int batch, Shuffle shuffle, boolean dropLast, long seed) {
        List<List<List<Long>>> all = new ArrayList<>();
        try (PointerScope scope = new PointerScope();
                Order order = new Order(rows, batch, shuffle, dropLast, seed)) {
            Tensor numbers =
                    torch.tensor(java.util.stream.LongStream.range(0, rows).toArray());
            for (int epoch = 0; epoch < epochs; epoch++) {
                order.nextEpoch();
                List<List<Long>> batches = new ArrayList<>();
                for (int b = 0; b < order.batches(); b++) {
                    Tensor taken = order.take(numbers, b);
                    long[] read = new long[(int) taken.numel()];
                    taken.data_ptr_long().get(read);
                    batches.add(java.util.Arrays.stream(read).boxed().toList());
                }
                all.add(batches);
            }
        }
        return all;
    }

    private static List<Long> flat(List<List<Long>> batches) {
        return batches.stream().flatMap(List::stream).toList();
    }

    @Test
    void withoutShufflingBatchesFollowTheData() {
        assertThat(epochs(2, 5, 2, Shuffle.NEVER, false))
                .containsOnly(List.of(List.of(0L, 1L), List.of(2L, 3L), List.of(4L)))
                .hasSize(2);
        assertThat(epochs(1, 5, 2, Shuffle.NEVER, true)).containsExactly(List.of(List.of(0L, 1L), List.of(2L, 3L)));
        assertThat(epochs(1, 3, 0, Shuffle.NEVER, false)).containsExactly(List.of(List.of(0L, 1L, 2L)));
    }

    @Test
    void everyEpochHasEveryRowOnceInAnotherOrder() {
        List<List<List<Long>>> epochs = epochs(3, 40, 7, Shuffle.EACH_EPOCH, false);
        for (List<List<Long>> epoch : epochs) {
            assertThat(flat(epoch)).doesNotHaveDuplicates().hasSize(40);
            assertThat(flat(epoch)).isNotEqualTo(flat(epoch).stream().sorted().toList());
        }
        assertThat(epochs.get(0)).isNotEqualTo(epochs.get(1));
        assertThat(epochs.get(1)).isNotEqualTo(epochs.get(2));
    }

    @Test
    void shuffledOnceKeepsItsBatches() {
        List<List<List<Long>>> epochs = epochs(3, 40, 7, Shuffle.ONCE, false);
        assertThat(epochs).containsOnly(epochs.get(0));
        assertThat(flat(epochs.get(0)))
                .isNotEqualTo(flat(epochs.get(0)).stream().sorted().toList());
    }

    @Test
    void theSeedDecides() {
        assertThat(epochs(2, 40, 7, Shuffle.EACH_EPOCH, false, 1))
                .isEqualTo(epochs(2, 40, 7, Shuffle.EACH_EPOCH, false, 1))
                .isNotEqualTo(epochs(2, 40, 7, Shuffle.EACH_EPOCH, false, 2));
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() {
        assertThatThrownBy(() -> new Order(10, 11, Shuffle.NEVER, false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 1 and 10 rows")
                .hasMessageContaining("not 11");
    }
}
