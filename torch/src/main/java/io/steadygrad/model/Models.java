package io.steadygrad.model;

import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.Signature;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * The models that study files name, with their parameters. In a study file a value is written as its parameter's type asks: what has a
 * static {@code parse} (an activation, an initializer) as text; a list as a list or as its only element; a record as a
 * mapping of its own parameters, {@code {}} being the one with all its defaults. A new model needs its record (or factory) and one
 * line here.
 */
public final class Models {
    private static final Catalog<ModelSpec> CATALOG = Catalog.of("model", ModelSpec.class)
            .add(Mlp.class)
            .add(Cnn.class)
            .add(Rnn.class)
            .add(factory(Rnn.class, "lstm"))
            .add(factory(Rnn.class, "gru"))
            .add(factory(ResNet.class, "resnet18"))
            .add(factory(ResNet.class, "resnet34"))
            .add(factory(ResNet.class, "resnet50"))
            .add(factory(DenseNet.class, "densenet121"))
            .add(Transformer.class)
            .add(Quadratic.class)
            .add(Signature.of("torchscript", TorchScript.class))
            .add(Signature.of("java", JavaModel.class));

    private Models() {}

    private static Signature factory(Class<?> type, String name) {
        Method method = Arrays.stream(type.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return Signature.of(method);
    }

    /** All of them, with their parameters and defaults. */
    public static Catalog<ModelSpec> catalog() {
        return CATALOG;
    }
}
