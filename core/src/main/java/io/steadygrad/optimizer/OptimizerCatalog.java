package io.steadygrad.optimizer;

import io.steadygrad.expression.Page;
import io.steadygrad.spec.Catalog;

/** Every optimizer that an expression can name. A new one is one line here. */
public final class OptimizerCatalog {
    static final Catalog<Optimizer> OPTIMIZERS = Catalog.of("optimizer", Optimizer.class)
            .add(Sgd.class)
            .add(Adagrad.class)
            .add(Rmsprop.class)
            .add(Adam.class)
            .add(Adamw.class)
            .add(Adadelta.class)
            .add(Amsgrad.class)
            .add(Nadam.class)
            .add(Lion.class)
            .add(Signum.class)
            .add(Spam.class)
            .add(Lars.class)
            .add(Lamb.class)
            .add(StableAdamw.class)
            .add(Adafactor.class);

    private OptimizerCatalog() {}

    /** All optimizers. */
    public static Catalog<Optimizer> optimizers() {
        return OPTIMIZERS;
    }

    /** What an optimizer's Javadoc says. */
    public static Page page(String name) {
        return Page.of(OPTIMIZERS.signature(name, 1));
    }
}
