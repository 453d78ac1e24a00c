package io.steadygrad.model;

import io.steadygrad.spec.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The models that study files name, with their parameters. A value of a component is written as its type asks: an
 * {@link Activation} and an {@code Initializer} as text for their {@code parse}, a list as a list or as its only element, a record as a
 * mapping of its own components. A new model needs its record (or factory) and one line here.
 */
public final class Models {
    private static final Map<String, Signature> BY_NAME = byName(Signature.of("mlp", Mlp.class));

    private Models() {}

    private static Map<String, Signature> byName(Signature... signatures) {
        Map<String, Signature> byName = new LinkedHashMap<>();
        for (Signature signature : signatures) {
            byName.put(signature.name(), signature);
        }
        return byName;
    }

    /** All of them with their parameters and defaults, in the order of documentation; each one makes a {@link ModelSpec}. */
    public static List<Signature> signatures() {
        return List.copyOf(BY_NAME.values());
    }
}
