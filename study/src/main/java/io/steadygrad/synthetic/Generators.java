package io.steadygrad.synthetic;

import io.steadygrad.data.Generator;
import io.steadygrad.spec.Catalog;

/** The generators that study files name under {@code synthetic:}. A new one needs its record and one line here. */
public final class Generators {
    private Generators() {}

    /** By name: {@code spirals}, {@code temporal_order}, ... */
    public static Catalog<Generator> catalog() {
        return Catalog.of("generator", Generator.class)
                .add(Randn.class)
                .add(Circles.class)
                .add(Spirals.class)
                .add(Blobs.class)
                .add(Adding.class)
                .add(TemporalOrder.class)
                .add(Quadratic.class);
    }
}
