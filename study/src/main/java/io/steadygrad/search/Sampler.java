package io.steadygrad.search;

import io.steadygrad.spec.Catalog;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides which settings are tried. A sampler keeps no state: from the scores so far it says, each time anew, all it has asked
 * for and what it asks for next. So a search goes on after an interruption, and neither the number of workers nor the order
 * in which they finish changes what is tried.
 */
public interface Sampler {

    /**
     * Everything asked for as far as the scores decide it, in a fixed order; the same setting may come twice. Once all of
     * it has scores and nothing new follows, the search is over.
     *
     * @param scores of an ask, once all its runs have ended
     */
    List<Ask> asks(Space space, Function<Ask, Optional<Score>> scores);

    /** How many asks there will be at most; every method gets as many. */
    int budget(Space space);

    /**
     * Steps that these asks take together, for one seed.
     *
     * @param whole steps of a whole training
     */
    default long steps(Space space, long whole) {
        return budget(space) * whole;
    }

    /** @throws IllegalArgumentException when it cannot search this space */
    default void check(Space space) {}

    /** All samplers that study files can name. */
    static Catalog<Sampler> catalog() {
        return Catalog.of("sampler", Sampler.class)
                .add(Grid.class)
                .add(Random.class)
                .add(Sobol.class)
                .add(Halving.class)
                .add(CmaEs.class);
    }
}
