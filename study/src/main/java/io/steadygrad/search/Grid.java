package io.steadygrad.search;

import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Every combination of listed values; or so many of them, drawn without replacement.
 *
 * @param trials 0 for all
 * @param seed of the draw
 */
public record Grid(@Default("0") int trials, @Default("0") long seed) implements Sampler {
    public Grid {
        if (trials < 0) {
            throw new IllegalArgumentException("trials must be at least 1, or 0 for all combinations, found " + trials);
        }
    }

    @Override
    public List<Ask> asks(Space space, Function<Ask, Optional<Score>> scores) {
        int size = space.size();
        IntStream chosen = budget(space) == size
                ? IntStream.range(0, size)
                : IntStream.of(CounterRandom.of(seed, "grid").permutation(size)).limit(trials);
        return chosen.mapToObj(n -> Ask.whole(space.cell(n))).toList();
    }

    @Override
    public int budget(Space space) {
        return trials == 0 ? space.size() : Math.min(trials, space.size());
    }

    @Override
    public void check(Space space) {
        for (Parameter parameter : space.parameters()) {
            if (parameter.range().size() == 0) {
                throw new IllegalArgumentException("grid needs a list of values for " + parameter.name()
                        + ", such as [0.001, 0.01, 0.1]; in a range use random(trials=20) or sobol(trials=16)");
            }
        }
    }
}
