package io.steadygrad.search;

import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.hipparchus.random.Well19937c;

/**
 * Covariance matrix adaptation: generations of normal draws whose mean and covariance move towards the better ones. The first
 * draw is the middle of the space; a generation is asked for as a whole, and decided when all of it has been scored. Where it
 * has converged it starts again from a random place, until all trials are spent.
 *
 * <p>The space is mirrored at its sides, so no draw is lost. A setting that diverged counts as worse than any other by a huge
 * number; only ranks matter. Population 0 stands for 4 + floor(3 ln d) with d parameters.
 * <p><b>Source.</b> Hansen, "The CMA Evolution Strategy: A Tutorial" (2016), as Hipparchus has it.
 *
 * @param sigma first standard deviation, as a share of each side
 */
public record CmaEs(
        int trials,
        @Default("0") int population,
        @Default("0.3") double sigma,
        @Default("0") long seed) implements Sampler {
    private static final double HUGE = 1e200;
    private static final int ENDLESS = 1_000_000;

    public CmaEs {
        if (trials < 1) {
            throw new IllegalArgumentException("trials must be at least 1, found " + trials);
        }
        if (population != 0 && population < 4) {
            throw new IllegalArgumentException(
                    "population must be at least 4, or 0 for 4 + 3 ln(parameters), found " + population);
        }
        if (!(sigma > 0 && sigma <= 1)) {
            throw new IllegalArgumentException("sigma must lie above 0 and at most at 1, found " + sigma);
        }
    }

    @Override
    public void check(Space space) {
        for (Parameter parameter : space.parameters()) {
            if (parameter.range() instanceof Range.Listed) {
                throw new IllegalArgumentException(
                        "cma_es needs a range for " + parameter.name()
                                + ", such as log(1e-4, 1), uniform(0, 1) or int(1, 8); lists go with grid, random, sobol and halving");
            }
        }
    }

    @Override
    public List<Ask> asks(Space space, Function<Ask, Optional<Score>> scores) {
        int dimensions = space.parameters().size();
        if (dimensions == 0) {
            return List.of(Ask.whole(List.of()));
        }
        int size = population == 0 ? 4 + (int) Math.floor(3 * Math.log(dimensions)) : population;
        Replay replay = new Replay(scores, trials);
        for (int start = 0; !replay.over(); start++) {
            double[] first = start == 0
                    ? Collections.nCopies(dimensions, 0.5).stream()
                            .mapToDouble(u -> u)
                            .toArray()
                    : Random.point(space, seed, start).stream()
                            .mapToDouble(u -> u)
                            .toArray();
            double[] spread = new double[dimensions];
            Arrays.fill(spread, sigma);
            replay.start(size);
            long stream = CounterRandom.of(seed, "cma_es").bits(start);
            try {
                new CMAESOptimizer(ENDLESS, 0, true, 0, 0, new Well19937c(stream), false, null)
                        .optimize(
                                new MaxEval(ENDLESS),
                                new ObjectiveFunction(replay::value),
                                GoalType.MINIMIZE,
                                new InitialGuess(first),
                                SimpleBounds.unbounded(dimensions),
                                new CMAESOptimizer.Sigma(spread),
                                new CMAESOptimizer.PopulationSize(size));
            } catch (Undecided ended) {
                break;
            }
        }
        return replay.asks;
    }

    @Override
    public int budget(Space space) {
        return trials;
    }

    /** Ends an optimization that knows no more values. */
    private static final class Undecided extends RuntimeException {
        private static final long serialVersionUID = 1;

        Undecided() {
            super("", null, false, false);
        }
    }

    /** Answers the optimizer's questions with known scores, as far as whole generations are known. */
    private static final class Replay {
        private final Function<Ask, Optional<Score>> scores;
        private final int trials;
        private final List<Ask> asks = new ArrayList<>();
        private int size;
        private int inGeneration;
        private boolean known = true;

        Replay(Function<Ask, Optional<Score>> scores, int trials) {
            this.scores = scores;
            this.trials = trials;
        }

        boolean over() {
            return asks.size() == trials || !known;
        }

        void start(int population) {
            size = population;
            inGeneration = population - 1; // the starting point is a generation of its own
        }

        double value(double[] place) {
            if (asks.size() == trials) {
                throw new Undecided();
            }
            if (inGeneration == size) {
                inGeneration = 0;
                if (!known) {
                    throw new Undecided();
                }
            }
            inGeneration++;
            List<Double> point = new ArrayList<>();
            for (double coordinate : place) {
                point.add(mirrored(coordinate));
            }
            Ask ask = Ask.whole(point);
            asks.add(ask);
            Optional<Score> score = scores.apply(ask);
            known &= score.isPresent();
            return score.map(Replay::number).orElse(0.0);
        }

        private static double mirrored(double coordinate) {
            double folded = Math.abs(coordinate) % 2;
            return Math.min(Math.nextDown(1.0), folded > 1 ? 2 - folded : folded);
        }

        private static double number(Score score) {
            return score.diverged() > 0 ? HUGE * score.diverged() : score.value();
        }
    }
}
