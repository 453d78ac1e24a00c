package io.steadygrad.preprocess;

import io.steadygrad.spec.Call;
import io.steadygrad.spec.Catalog;

/** The steps that study files name under {@code preprocess:}. A new one needs its record and one line here. */
public final class Preprocessors {
    private Preprocessors() {}

    /** By name: {@code standardize}, {@code unit_norm}, {@code pad}, ... */
    public static Catalog<Preprocessor> catalog() {
        return Catalog.of("preprocessing step", Preprocessor.class)
                .add(Standardize.class)
                .add(Minmax.class)
                .add(UnitNorm.class)
                .add(Sparsify.class)
                .add(Binarize.class)
                .add(Scale.class)
                .add(Pad.class)
                .add(RepeatChannels.class);
    }

    /**
     * One step from its text: {@code standardize}, {@code sparsify(fraction=0.5)}, {@code pad(32)}.
     *
     * @throws io.steadygrad.spec.ExpressionException with the column and the nearest name
     */
    public static Preprocessor parse(String text) {
        return catalog().make(Call.parse(text));
    }

    /** The same step with every parameter named and written out: how reports and a trial's identity name it. */
    public static String resolved(String text) {
        return catalog().resolved(Call.parse(text)).toString();
    }
}
