package io.steadygrad.search;

import io.steadygrad.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How much of the differences between settings each parameter explains by itself: functional analysis of variance of bagged
 * regression trees. A tree divides the space into boxes, so the mean over all other parameters, and the variance of what is
 * left, are exact sums over boxes; shares are averaged over the trees.
 *
 * <p>Scores are replaced by their ranks: where runs diverge, only order means something. Listed values count as ordered, as they are listed.
 * The shares speak of the space that was searched: a wider range of one parameter raises its share.
 * <p><b>Edges.</b> Nothing below {@link #FEWEST} settings, with fewer than two parameters, or where all settings are equal.
 * <p><b>Source.</b> Hutter, Hoos, Leyton-Brown, "An Efficient Approach for Assessing Hyperparameter Importance", ICML (2014),
 * algorithm 2.
 *
 * @param settings that were looked at
 * @param shares of the variance, 0 to 1, by parameter
 * @param together the rest: what only several parameters together explain
 */
public record Importance(int settings, Map<String, Double> shares, double together) {
    public static final int FEWEST = 8;
    private static final int TREES = 64;

    /** @param scores one for each point */
    public static Optional<Importance> of(Space space, List<List<Double>> points, List<Score> scores) {
        int n = points.size();
        int dimensions = space.parameters().size();
        if (n < FEWEST || dimensions < 2) {
            return Optional.empty();
        }
        double[][] x = new double[n][];
        for (int i = 0; i < n; i++) {
            x[i] = centred(space, points.get(i));
        }
        double[] y = ranks(scores);
        double[] sums = new double[dimensions];
        int counted = 0;
        for (int tree = 0; tree < TREES; tree++) {
            CounterRandom draws = CounterRandom.of(tree, "importance");
            int[] rows =
                    IntStream.range(0, n).map(i -> draws.below(i, n)).sorted().toArray();
            Boxes boxes = Boxes.grow(x, y, rows);
            double whole = boxes.variance();
            if (whole > 0) {
                counted++;
                for (int j = 0; j < dimensions; j++) {
                    sums[j] += boxes.variance(j) / whole;
                }
            }
        }
        if (counted == 0) {
            return Optional.empty();
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int j = 0; j < dimensions; j++) {
            shares.put(space.parameters().get(j).name(), sums[j] / counted);
        }
        double explained = Arrays.stream(sums).sum() / counted;
        return Optional.of(new Importance(n, shares, Math.max(0, 1 - explained)));
    }

    /** Places that mean the same value are the same place. */
    private static double[] centred(Space space, List<Double> point) {
        double[] place = new double[point.size()];
        for (int j = 0; j < place.length; j++) {
            int size = space.parameters().get(j).range().size();
            double u = point.get(j);
            place[j] = size == 0 ? u : (Math.floor(u * size) + 0.5) / size;
        }
        return place;
    }

    /** 0 for the best; settings that only tie-breakers tell apart share the mean of their ranks. */
    private static double[] ranks(List<Score> scores) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, scores.size()).boxed().toList());
        order.sort(Comparator.comparing(scores::get));
        double[] ranks = new double[scores.size()];
        int from = 0;
        while (from < order.size()) {
            int to = from + 1;
            while (to < order.size() && scores.get(order.get(to)).ties(scores.get(order.get(from)))) {
                to++;
            }
            for (int k = from; k < to; k++) {
                ranks[order.get(k)] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
