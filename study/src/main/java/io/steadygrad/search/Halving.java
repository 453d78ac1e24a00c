package io.steadygrad.search;

import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Successive halving: many settings get a short training, the best of them a longer one, and so on; the last rung trains to the
 * end. With eta = {@code factor} and R = {@code rungs}, rung r (from 0) has {@code trials} / eta^r settings, which train
 * for 1 / eta^(R - 1 - r) of the budget.
 *
 * <p><b>Differs</b> from ASHA, which promotes as soon as a worker is free and so depends on who finishes first: here a rung is decided when all
 * its settings have been scored. Each rung trains from the start; the beginning of a run has the same numbers as in the whole run.
 * <p><b>Edges.</b> Settings that are drawn twice are promoted once.
 * <p><b>Source.</b> Jamieson, Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS
 * (2016); Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys (2020), for the rungs.
 */
public record Halving(
        int trials,
        @Default("3") int factor,
        @Default("3") int rungs,
        @Default("0") long seed) implements Sampler {
    private static final int MOST_RUNGS = 10;

    public Halving {
        if (factor < 2) {
            throw new IllegalArgumentException("factor must be at least 2, found " + factor);
        }
        if (rungs < 1 || rungs > MOST_RUNGS) {
            throw new IllegalArgumentException("rungs must lie between 1 and " + MOST_RUNGS + ", found " + rungs);
        }
        double least = Math.pow(factor, rungs - 1.0);
        if (trials < least) {
            throw new IllegalArgumentException("trials must be at least factor^(rungs - 1) = " + (long) least
                    + ", so that one is left for the last rung; found " + trials);
        }
    }

    @Override
    public List<Ask> asks(Space space, Function<Ask, Optional<Score>> scores) {
        List<List<Double>> members = new ArrayList<>();
        for (int n = 0; n < trials; n++) {
            members.add(Random.point(space, seed, n));
        }
        List<Ask> asks = new ArrayList<>();
        for (int rung = 0; rung < rungs; rung++) {
            double share = share(rung);
            Map<Ask, Score> scored = new LinkedHashMap<>();
            Map<List<String>, Ask> distinct = new LinkedHashMap<>();
            for (List<Double> point : members) {
                Ask ask = new Ask(point, share);
                asks.add(ask);
                if (distinct.putIfAbsent(space.at(point), ask) == null) {
                    scores.apply(ask).ifPresent(score -> scored.put(ask, score));
                }
            }
            if (scored.size() < distinct.size() || rung == rungs - 1) {
                break;
            }
            members = scored.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue()) // stable: of equals the earlier one
                    .limit(members(rung + 1))
                    .map(entry -> Objects.requireNonNull(entry.getKey()).point())
                    .toList();
        }
        return asks;
    }

    private int members(int rung) {
        return (int) (trials / Math.pow(factor, rung));
    }

    private double share(int rung) {
        return Math.pow(factor, -(rungs - 1.0 - rung));
    }

    @Override
    public int budget(Space space) {
        int all = 0;
        for (int rung = 0; rung < rungs; rung++) {
            all += members(rung);
        }
        return all;
    }

    @Override
    public long steps(Space space, long whole) {
        long all = 0;
        for (int rung = 0; rung < rungs; rung++) {
            all += members(rung) * Ask.steps(share(rung), whole);
        }
        return all;
    }
}
