package io.steadygrad.initializer;

import io.steadygrad.spec.Call;
import io.steadygrad.spec.Catalog;

/** The initializers by name. A new one needs its record and one line here. */
public final class Initializers {
    private static final Catalog<Initializer> CATALOG = Catalog.of("initializer", Initializer.class)
            .add(HeUniform.class)
            .add(HeNormal.class)
            .add(GlorotUniform.class)
            .add(GlorotNormal.class)
            .add(LecunUniform.class)
            .add(LecunNormal.class)
            .add(PytorchUniform.class)
            .add(Uniform.class)
            .add(Normal.class)
            .add(TruncatedNormal.class)
            .add(Orthogonal.class)
            .add(Sparse.class)
            .add(Constant.class)
            .add(Zeros.class);

    private Initializers() {}

    /** All of them, with their parameters and defaults. */
    public static Catalog<Initializer> catalog() {
        return CATALOG;
    }

    static Initializer parse(String text) {
        return CATALOG.make(Call.parse(text));
    }
}
