package io.steadygrad.bench;

import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;

/**
 * All work on one size's tensors with one number of threads, in one race with the machine's own bandwidth: bounds and
 * peers are measured in the same seconds as we are.
 *
 * @param rates the fastest means of each kind and block
 */
public record Comparison(List<Rate> rates, List<Result> results) {
    /** Beyond so many bytes no cache helps, and a larger block is not slower. */
    private static final long LARGEST_BLOCK = 400L << 20;

    /** Moments of one of the optimizers, in numbers per weight. */
    private static final int MOMENTS = 2;

    private static final long LARGE = 16L << 20;

    /** Native bytes that a size takes: both sides' gradients, weights, moments of three AdamW, blocks, and temporaries. */
    public static long memory(Size size) {
        return (3 + 3 * MOMENTS + 1) * size.bytes() + 2 * block(size, 1) + 2 * block(size, 3);
    }

    /** Of that, what the JVM's own limit on native memory must allow. */
    public static long directMemory(Size size) {
        return MOMENTS * size.bytes();
    }

    private static long block(Size size, int times) {
        return Math.max(size.bytes(), Math.min(LARGEST_BLOCK, times * size.bytes()));
    }

    /** One comparison for each number of threads. */
    public static List<Comparison> of(Size size, int[] threads, Effort effort) {
        List<Comparison> comparisons = new ArrayList<>();
        try (Arena arena = new Arena(size);
                PointerScope scope = new PointerScope()) {
            List<Work> works = Work.of(arena);
            PlainTraffic once = new PlainTraffic(block(size, 1));
            PlainTraffic threefold = new PlainTraffic(block(size, 3));
            for (int n : threads) {
                LibTorch.threads(n);
                comparisons.add(new Table(size, n, works, once, threefold).race(effort));
            }
        }
        return comparisons;
    }

    /** Who runs, and what became of each. */
    private static final class Table {
        private final Size size;
        private final int threads;
        private final List<Work> works;
        private final PlainTraffic once;
        private final PlainTraffic threefold;
        private final Map<Contender, Times> times = new HashMap<>();

        Table(Size size, int threads, List<Work> works, PlainTraffic once, PlainTraffic threefold) {
            this.size = size;
            this.threads = threads;
            this.works = works;
            this.once = once;
            this.threefold = threefold;
        }

        Comparison race(Effort effort) {
            List<Contender> reads = once.reads();
            List<Contender> copies = once.copies();
            List<Contender> updates = once.updates();
            List<Contender> wideUpdates = threefold.updates();
            List<Contender> all = new ArrayList<>();
            List.of(reads, copies, updates, wideUpdates).forEach(all::addAll);
            for (Work work : works) {
                all.add(work.ours());
                all.addAll(work.peers());
            }
            List<Times> found = Race.run(effort, size.bytes() >= LARGE, all);
            for (int c = 0; c < all.size(); c++) {
                times.put(all.get(c), found.get(c));
            }
            Rate read = fastest("read", once, reads);
            Rate update = fastest("update", once, updates);
            Rate wide = fastest("update", threefold, wideUpdates);
            List<Result> results = new ArrayList<>();
            for (Work work : works) {
                Rate inPlace = work.updates() == 1 ? update : wide;
                double bound = read.micros(work.reads() * size.bytes()) + inPlace.micros(work.updates() * size.bytes());
                for (Contender peer : work.peers()) {
                    results.add(new Result(
                            work.name(), size.name(), threads, of(work.ours()), bound, peer.name(), of(peer)));
                }
            }
            return new Comparison(List.of(read, fastest("copy", once, copies), update, wide), results);
        }

        private Times of(Contender contender) {
            return Objects.requireNonNull(times.get(contender));
        }

        private Rate fastest(String kind, PlainTraffic traffic, List<Contender> means) {
            Contender best = means.stream()
                    .min(Comparator.comparingDouble(each -> of(each).median()))
                    .orElseThrow();
            return new Rate(kind, size.name(), threads, traffic.bytes(), best.name(), of(best));
        }
    }
}
