package io.steadygrad.search;

import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Independent uniform draws. The n-th value of a parameter depends on the seed, the parameter's name and n only: all methods
 * get the same values of what they share, and more trials add to the earlier ones.
 *
 * <p><b>Source.</b> Bergstra, Bengio, "Random Search for Hyper-Parameter Optimization", JMLR 13 (2012).
 */
public record Random(int trials, @Default("0") long seed) implements Sampler {
    public Random {
        if (trials < 1) {
            throw new IllegalArgumentException("trials must be at least 1, found " + trials);
        }
    }

    @Override
    public List<Ask> asks(Space space, Function<Ask, Optional<Score>> scores) {
        List<Ask> asks = new ArrayList<>();
        for (int n = 0; n < trials; n++) {
            asks.add(Ask.whole(point(space, seed, n)));
        }
        return asks;
    }

    static List<Double> point(Space space, long seed, int n) {
        return space.parameters().stream()
                .map(parameter -> CounterRandom.of(seed, parameter.name()).uniform(n))
                .toList();
    }

    @Override
    public int budget(Space space) {
        return trials;
    }
}
