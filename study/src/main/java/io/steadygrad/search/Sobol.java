package io.steadygrad.search;

import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hipparchus.random.SobolSequenceGenerator;

/**
 * The first points of Sobol's sequence, which fill the space more evenly than independent draws; best with a power of two. The seed
 * shifts each coordinate's bits (by exclusive or), which keeps the evenness. Parameters that all methods share are the first
 * coordinates, so all methods get the same values of them.
 *
 * <p><b>Source.</b> Joe, Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30 (2008), as
 * Hipparchus has it; digital shift: L'Ecuyer, Lemieux, "Recent advances in randomized quasi-Monte Carlo methods" (2002).
 */
public record Sobol(int trials, @Default("0") long seed) implements Sampler {
    private static final int BITS = 52;

    public Sobol {
        if (trials < 1) {
            throw new IllegalArgumentException("trials must be at least 1, found " + trials);
        }
    }

    @Override
    public List<Ask> asks(Space space, Function<Ask, Optional<Score>> scores) {
        List<Parameter> parameters = space.parameters();
        if (parameters.isEmpty()) {
            return List.of(Ask.whole(List.of()));
        }
        long[] shifts = parameters.stream()
                .mapToLong(parameter ->
                        CounterRandom.of(seed, "sobol " + parameter.name()).bits(0) >>> (Long.SIZE - BITS))
                .toArray();
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(parameters.size());
        List<Ask> asks = new ArrayList<>();
        for (int n = 0; n < trials; n++) {
            double[] even = sequence.nextVector();
            List<Double> point = new ArrayList<>();
            for (int i = 0; i < even.length; i++) {
                long bits = (long) (even[i] * (1L << BITS)) ^ shifts[i];
                point.add((double) bits / (1L << BITS));
            }
            asks.add(Ask.whole(point));
        }
        return asks;
    }

    @Override
    public int budget(Space space) {
        return trials;
    }
}
