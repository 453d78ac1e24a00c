package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import java.nio.file.Path;
import java.util.List;

/**
 * A model by the name of a Java class on the class path, {@code {java: com.example.MyModel}}: it implements {@link ModelSpec} and has a
 * public constructor without arguments.
 */
public record JavaModel(String className) implements ModelSpec {

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        return spec().build(inputShape, seed, type);
    }

    @Override
    public List<Path> files() {
        return spec().files();
    }

    /**
     * The user's specification.
     *
     * @throws IllegalArgumentException when there is no such class, or it is not one
     */
    public ModelSpec spec() {
        Class<?> found;
        try {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            found = Class.forName(className, true, context == null ? JavaModel.class.getClassLoader() : context);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "There is no class " + className + " on the class path; add its jar or correct the name", e);
        }
        if (!ModelSpec.class.isAssignableFrom(found)) {
            throw new IllegalArgumentException(className + " must implement " + ModelSpec.class.getName());
        }
        try {
            return (ModelSpec) found.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    className + " needs a public constructor without arguments that works", e);
        }
    }
}
