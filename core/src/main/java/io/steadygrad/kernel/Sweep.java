package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Pieces;
import io.steadygrad.gradient.Subset;
import io.steadygrad.measure.Histograms;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Tally;
import org.jspecify.annotations.Nullable;

/** Walks the float32 tensors of a set piece by piece at the speed of memory, on several threads where that pays. */
public final class Sweep {
    /** The smallest magnitude that is safe from the denormal range, where float32 loses digits. */
    static final double LEAST = 0x1p-100;

    private static final ThreadLocal<Survey> SURVEYS = ThreadLocal.withInitial(Survey::new);
    private static final ThreadLocal<int[]> COUNTS = ThreadLocal.withInitial(() -> new int[4 * Histograms.BINS]);
    private static final ThreadLocal<Partial> PARTIALS = ThreadLocal.withInitial(Partial::new);

    /** What each piece added, before it is put together in order. */
    private static final class Partial {
        private double[] squares = {};
        private double[] sums = {};
        private float[] largest = {};
        private int[] zeros = {};

        private void fit(int pieces) {
            if (squares.length < pieces) {
                squares = new double[pieces];
                sums = new double[pieces];
                largest = new float[pieces];
                zeros = new int[pieces];
            }
        }
    }

    private Sweep() {}

    static boolean isFloat32(Elements values) {
        return values.type() == Elements.Type.FLOAT32;
    }

    /**
     * Measures the float32 tensors of a subset: norms and non-finite counts; largest, mean and zeros where they are needed.
     *
     * @param histograms to be filled in passing, or null
     */
    static void survey(GradientSet set, Subset subset, Measurements found, @Nullable Histograms histograms) {
        if (histograms != null) {
            histograms.begin();
        }
        Pieces pieces = set.pieces();
        Partial partial = PARTIALS.get();
        partial.fit(pieces.count());
        boolean entries = found.needs().entries();
        boolean zeros = found.needs().zeros();
        Threads.share(pieces.count(), pieces.elements(), piece -> {
            Elements gradient = set.get(pieces.tensor(piece)).gradient();
            if (isFloat32(gradient) && subset.local(pieces.tensor(piece)) >= 0) {
                Survey survey = SURVEYS.get();
                survey.clear();
                survey.countsZeros = zeros;
                if (entries) {
                    Kernels.best().survey(gradient, pieces.start(piece), pieces.size(piece), survey);
                } else {
                    Kernels.best().squares(gradient, pieces.start(piece), pieces.size(piece), survey);
                    survey.largest = bound(survey.squares());
                }
                partial.squares[piece] = survey.squares();
                partial.sums[piece] = survey.sum();
                partial.largest[piece] = survey.largest;
                partial.zeros[piece] = (int) survey.zeros;
                if (histograms != null) {
                    count(gradient, pieces, piece, histograms);
                }
            }
        });
        Tally tensors = found.tensors();
        for (int piece = 0; piece < pieces.count(); piece++) {
            int t = subset.local(pieces.tensor(piece));
            Elements gradient = set.get(pieces.tensor(piece)).gradient();
            if (t >= 0 && isFloat32(gradient)) {
                tensors.add(t, partial.sums[piece], partial.largest[piece]);
                tensors.addPowers(t, 0, partial.squares[piece]);
                found.count(t, partial.zeros[piece], 0, 0, 0);
                if (!(partial.largest[piece] < Float.POSITIVE_INFINITY)) {
                    double[] block = new double[pieces.size(piece)];
                    gradient.read(pieces.start(piece), block, block.length);
                    found.countNonFinite(t, block, block.length);
                }
            }
        }
    }

    /** What stands for the largest magnitude where nobody asked for it: as finite, and as zero, as that is. */
    private static float bound(double squares) {
        double norm = Math.sqrt(squares);
        return (float) (norm < Double.POSITIVE_INFINITY ? Math.min(norm, Float.MAX_VALUE) : norm);
    }

    /** While the piece is in the cache. */
    private static void count(Elements gradient, Pieces pieces, int piece, Histograms histograms) {
        int[] counts = COUNTS.get();
        int t = pieces.tensor(piece);
        Kernels.best()
                .histogram(
                        gradient,
                        pieces.start(piece),
                        pieces.size(piece),
                        histograms.firstLine(t),
                        histograms.every(t),
                        counts);
        histograms.add(t, counts);
    }

    /**
     * Whether multiplying a float32 tensor in float32 is as good as in float64: its largest entry, which lies between
     * {@code norm / sqrt(size)} and the norm, stays in the normal range.
     */
    static boolean fits(double factor, double norm, int size) {
        return factor >= LEAST
                && factor <= 1 / LEAST
                && norm * factor >= LEAST * Math.sqrt(size)
                && norm * factor < Float.MAX_VALUE;
    }

    /** Multiplies each tensor by its factor; those of factor 1 are not touched. */
    static void scale(GradientSet set, double[] factors) {
        Pieces pieces = set.pieces();
        Threads.share(pieces.count(), pieces.elements(), piece -> {
            int t = pieces.tensor(piece);
            if (factors[t] != 1) {
                Kernels.best()
                        .scale(set.get(t).gradient(), pieces.start(piece), pieces.size(piece), (float) factors[t]);
            }
        });
    }
}
